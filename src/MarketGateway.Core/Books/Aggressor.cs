namespace MarketGateway.Core.Books;

/// <summary>Who crossed the spread in a trade; the numbers are those of the wire and of the feed.</summary>
public enum Aggressor
{
    Unknown = 0,
    Buy = 1,
    Sell = 2,
}
