namespace MarketGateway.Client;

/// <summary>Who crossed the spread in a trade; the numbers are those of the wire.</summary>
public enum TradeAggressor
{
    Unknown = 0,
    Buy = 1,
    Sell = 2,
}
