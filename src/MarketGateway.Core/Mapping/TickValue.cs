namespace MarketGateway.Core.Mapping;

/// <summary>The numbers that a quote or a trade may have; the names of schemas/sources. Sizes at odd places.</summary>
internal enum TickValue
{
    BidPrice = 0,
    BidSize,
    AskPrice,
    AskSize,
    Price,
    Size,
    Open,
    Volume,
    High,
    Low = 10,
    PreviousClose = 12,
}
