namespace MarketGateway.Core.Protocol;

/// <summary>How messages are encoded on a connection: one per subprotocol of schemas/wire.</summary>
public enum WireFormat
{
    MessagePack = 0,
    Json = 1,
}
