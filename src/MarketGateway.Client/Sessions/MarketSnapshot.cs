namespace MarketGateway.Client;

/// <summary>
/// The state of some symbols at one moment, asked for once: its streams hold what came and change no more. The version
/// of one that is loading is null.
/// </summary>
/// <typeparam name="TStream"><see cref="ClientBook"/>, <see cref="ClientQuote"/> or
/// <see cref="ClientTrades"/>.</typeparam>
public sealed class MarketSnapshot<TStream>
    where TStream : ClientStream
{
    private readonly MarketSubscription<TStream>[] _parts;

    internal MarketSnapshot(MarketSubscription<TStream> once) => _parts = [once];

    /// <summary>Of several shards as one.</summary>
    internal MarketSnapshot(IEnumerable<MarketSnapshot<TStream>> shards) =>
        _parts = [.. shards.SelectMany(static shard => shard._parts)];

    /// <summary>Gets the states.</summary>
    public IReadOnlyList<TStream> Streams => [.. _parts.SelectMany(static part => part.Streams)];

    /// <summary>Gets the symbols that are not served, and why.</summary>
    public IReadOnlyList<SymbolError> Errors => MarketSubscription.ErrorsOf(_parts);

    /// <summary>The state of one symbol.</summary>
    /// <exception cref="KeyNotFoundException">It is not served; the message says why.</exception>
    public TStream this[string symbol] =>
        (Array.Find(_parts, part => part.Find(symbol) is not null) ?? _parts[0])[symbol];
}
