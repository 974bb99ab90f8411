namespace MarketGateway.Client;

/// <summary>What a stream tells of its symbol.</summary>
public enum MarketChannel
{
    Quote = 0,
    Book = 1,
    Trade = 2,
}
