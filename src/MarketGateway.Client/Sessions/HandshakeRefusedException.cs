namespace MarketGateway.Client;

/// <summary>The gateway does not want this client: connecting again as it is cannot help.</summary>
internal sealed class HandshakeRefusedException(int status)
    : Exception(status == Unauthorized
        ? "the gateway did not accept the token (401)"
        : $"the gateway does not let this client in ({status})")
{
    private const int Unauthorized = 401;
    private const int Forbidden = 403;

    public static bool IsRefusal(int status) => status is Unauthorized or Forbidden;
}
