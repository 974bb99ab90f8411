namespace MarketGateway.Core.Books;

/// <summary>The fields of a quote as a bit set; bits as in schemas/wire.</summary>
[Flags]
public enum QuoteFields
{
    None = 0,
    BidPrice = 1 << 0,
    BidSize = 1 << 1,
    AskPrice = 1 << 2,
    AskSize = 1 << 3,
    LastPrice = 1 << 4,
    LastSize = 1 << 5,
    LastAggressor = 1 << 6,
    Open = 1 << 7,
    High = 1 << 8,
    Low = 1 << 9,
    PreviousClose = 1 << 10,
    Volume = 1 << 11,
    LastTradeAt = 1 << 12,
    OccurredAt = 1 << 13,
    All = (1 << 14) - 1,
}
