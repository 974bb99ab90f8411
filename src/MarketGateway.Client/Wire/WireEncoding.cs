namespace MarketGateway.Client;

/// <summary>How messages are written on the wire; each is a WebSocket subprotocol of its own.</summary>
public enum WireEncoding
{
    /// <summary>Binary: small and cheap to read. The default.</summary>
    MessagePack = 0,

    /// <summary>The same messages as text, for debugging.</summary>
    Json = 1,
}
