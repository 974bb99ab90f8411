namespace MarketGateway.Core.Books;

/// <summary>What a client can subscribe to of a symbol.</summary>
public enum Channel
{
    Quote = 0,
    Book = 1,
    Trade = 2,
}
