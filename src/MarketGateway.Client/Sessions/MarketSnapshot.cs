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
    private readonly MarketSubscription<TStream> _once;

    internal MarketSnapshot(MarketSubscription<TStream> once) => _once = once;

    /// <summary>Gets the states.</summary>
    public IReadOnlyList<TStream> Streams => _once.Streams;

    /// <summary>Gets the symbols that are not served, and why.</summary>
    public IReadOnlyList<SymbolError> Errors => _once.Errors;

    /// <summary>The state of one symbol.</summary>
    /// <exception cref="KeyNotFoundException">It is not served; the message says why.</exception>
    public TStream this[string symbol] => _once[symbol];
}
