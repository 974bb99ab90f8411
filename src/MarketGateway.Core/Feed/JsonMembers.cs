namespace MarketGateway.Core.Feed;

/// <summary>
/// The names that a record's JSON form may have; a set of them says which ones a record had. In groups that
/// <see cref="JsonRecord"/> reads apart, so their order matters: head and sides, quote, trade, last trade, statistics,
/// instrument, phase, alias.
/// </summary>
[Flags]
internal enum JsonMembers : long
{
    None = 0,
    Type = 1 << 0,
    Sequence = 1 << 1,
    OccurredAt = 1 << 2,
    PriceScale = 1 << 3,
    SizeScale = 1 << 4,
    Bids = 1 << 5,
    Asks = 1 << 6,
    BidPrice = 1 << 7,
    BidSize = 1 << 8,
    AskPrice = 1 << 9,
    AskSize = 1 << 10,
    Price = 1 << 11,
    Size = 1 << 12,
    Aggressor = 1 << 13,
    TradeId = 1 << 14,
    LastPrice = 1 << 15,
    LastSize = 1 << 16,
    LastAggressor = 1 << 17,
    LastTradeAt = 1 << 18,
    Open = 1 << 19,
    High = 1 << 20,
    Low = 1 << 21,
    PreviousClose = 1 << 22,
    Volume = 1 << 23,
    Venue = 1 << 24,
    AssetClass = 1 << 25,
    Currency = 1 << 26,
    TickSize = 1 << 27,
    Description = 1 << 28,
    Attributes = 1 << 29,
    Phase = 1 << 30,
    Symbol = 1L << 31,

    /// <summary>What every record of md.books and md.ticks begins with.</summary>
    Head = Type | Sequence | OccurredAt | PriceScale | SizeScale,
    Last = LastPrice | LastSize | LastAggressor | LastTradeAt,
    Statistics = Open | High | Low | Volume,
}
