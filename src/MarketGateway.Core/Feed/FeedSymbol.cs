namespace MarketGateway.Core.Feed;

/// <summary>
/// A symbol as the feed addresses it: what a record's key resolves to, once per key and then without allocating.
/// Owned by the <see cref="IFeedSink"/> that made it.
/// </summary>
public abstract class FeedSymbol(string symbol)
{
    public string Symbol { get; } = symbol;

    public override string ToString() => Symbol;
}
