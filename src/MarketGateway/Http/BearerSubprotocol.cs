namespace MarketGateway.Http;

/// <summary>
/// The entry among a WebSocket's subprotocols that carries a token, because browsers let a page set no headers. It is
/// never chosen, never echoed and never written down.
/// </summary>
internal static class BearerSubprotocol
{
    /// <summary>What stands before the token, which is in base64url without padding.</summary>
    public const string Prefix = "marketgateway.bearer.";

    public static bool IsIt(string entry) => entry.StartsWith(Prefix, StringComparison.Ordinal);
}
