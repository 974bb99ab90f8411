namespace MarketGateway.Client;

/// <summary>The fields of a quote, with the bits that name them on the wire.</summary>
[Flags]
public enum QuoteFields
{
    None = 0,
    BidPrice = 1,
    BidSize = 2,
    AskPrice = 4,
    AskSize = 8,
    LastPrice = 16,
    LastSize = 32,
    LastAggressor = 64,
    Open = 128,
    High = 256,
    Low = 512,
    PreviousClose = 1024,
    Volume = 2048,
    LastTradeAt = 4096,
    OccurredAt = 8192,
}
