namespace MarketGateway.Client;

/// <summary>A subscription whose streams are all of one type.</summary>
/// <typeparam name="TStream"><see cref="ClientBook"/>, <see cref="ClientQuote"/> or
/// <see cref="ClientTrades"/>.</typeparam>
public sealed class MarketSubscription<TStream> : MarketSubscription
    where TStream : ClientStream
{
    private readonly Func<string, TStream> _newStream;

    internal MarketSubscription(
        MarketChannel channel,
        IReadOnlyList<string> symbols,
        SubscriptionOptions options,
        Func<string, TStream> newStream)
        : base(channel, symbols, options) => _newStream = newStream;

    /// <summary>Gets the streams that the gateway serves; a pattern may add to them later.</summary>
    public IReadOnlyList<TStream> Streams => Array.ConvertAll(AllStreams(), static stream => (TStream)stream);

    /// <summary>The stream of one symbol.</summary>
    /// <exception cref="KeyNotFoundException">It is not served; the message says why.</exception>
    public TStream this[string symbol] => (TStream?)Find(symbol) ?? throw new KeyNotFoundException(
        Errors.FirstOrDefault(error => error.Symbol == symbol) is { } refused
            ? $"{symbol}: {refused.Message} ({refused.Code})"
            : $"{symbol} is not part of this subscription");

    private protected override ClientStream NewStream(string symbol) => _newStream(symbol);
}
