namespace MarketGateway.Core.Conflation;

/// <summary>What is new in a channel since somebody looked.</summary>
/// <param name="IsForAll">Whether it concerns every stream: a status, a generation, or more than is remembered.</param>
/// <param name="Seen">What was seen then.</param>
/// <param name="BidKey">The key of the best bid that was touched since; <see cref="Books.BookSide.Unbounded"/> for none.</param>
/// <param name="AskKey">The same of asks.</param>
internal readonly record struct ChannelNews(
    bool IsForAll, ChannelLook Seen, long BidKey = Books.BookSide.Unbounded, long AskKey = Books.BookSide.Unbounded);
