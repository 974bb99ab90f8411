namespace MarketGateway.Client;

/// <summary>No gateway could be reached at any of the addresses.</summary>
public sealed class GatewayUnreachableException : Exception
{
    public GatewayUnreachableException(string message)
        : base(message)
    {
    }

    public GatewayUnreachableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public GatewayUnreachableException()
    {
    }
}
