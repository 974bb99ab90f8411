namespace MarketGateway.Core.Books;

/// <summary>One of the two sides of an order book.</summary>
public enum Side
{
    Bid = 0,
    Ask = 1,
}
