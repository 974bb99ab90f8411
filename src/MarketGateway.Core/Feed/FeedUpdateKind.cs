namespace MarketGateway.Core.Feed;

/// <summary>What a record of the feed says; the numbers are the <c>type</c> of schemas/kafka.</summary>
public enum FeedUpdateKind
{
    None = 0,
    BookSnapshot = 1,
    BookDelta = 2,
    Quote = 3,
    Trade = 4,
    Instrument = 5,
    TradeCancel = 6,
    TradeCorrection = 7,
    Phase = 8,
    Alias = 9,
}
