namespace MarketGateway.Client;

/// <summary>
/// What was asked for in one call, over the shards that its symbols live on. It outlives sessions, as its parts do.
/// </summary>
/// <typeparam name="TStream"><see cref="ClientBook"/>, <see cref="ClientQuote"/> or
/// <see cref="ClientTrades"/>.</typeparam>
public sealed class ShardedSubscription<TStream>
    where TStream : ClientStream
{
    private readonly ShardedMarketClient _client;

    internal ShardedSubscription(
        ShardedMarketClient client,
        IReadOnlyList<string> symbols,
        IReadOnlyDictionary<string, MarketSubscription<TStream>> parts) =>
        (_client, Symbols, Parts) = (client, symbols, parts);

    /// <summary>Gets the symbols and patterns, as asked for.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>Gets what is asked of each shard, by its name.</summary>
    public IReadOnlyDictionary<string, MarketSubscription<TStream>> Parts { get; }

    /// <summary>
    /// Gets the shards that are asked and not connected now: their streams are not live, or are not there yet.
    /// </summary>
    public IReadOnlyList<string> Away => [.. Parts.Keys.Where(_client.IsAway)];

    /// <summary>Gets the streams of all shards; those of one that is away are syncing.</summary>
    public IReadOnlyList<TStream> Streams => [.. Parts.Values.SelectMany(static part => part.Streams)];

    /// <summary>
    /// Gets the symbols that are not served, and why; where several shards are asked for one, once all have said so.
    /// </summary>
    public IReadOnlyList<SymbolError> Errors => MarketSubscription.ErrorsOf([.. Parts.Values]);

    /// <summary>Gets the patterns, and how many symbols each matched on all shards.</summary>
    public IReadOnlyList<PatternMatch> Patterns =>
    [
        .. Parts.Values.SelectMany(static part => part.Patterns).GroupBy(static match => match.Pattern)
            .Select(static matches => new PatternMatch(matches.Key, matches.Sum(static match => match.Matched))),
    ];

    /// <summary>The stream of one symbol.</summary>
    /// <exception cref="KeyNotFoundException">It is not served, or its shard is away; the message says which.</exception>
    public TStream this[string symbol] =>
        Parts.Values.Select(part => part.Find(symbol)).OfType<TStream>().FirstOrDefault()
        ?? throw new KeyNotFoundException(
            Errors.FirstOrDefault(error => error.Symbol == symbol) is { } refused
                ? $"{symbol}: {refused.Message} ({refused.Code})"
                : Parts.FirstOrDefault(part => _client.IsAway(part.Key) && part.Value.Symbols.Contains(symbol)).Key is { } away
                    ? $"{symbol} lives on shard '{away}', which is away"
                    : $"{symbol} is not part of this subscription");
}
