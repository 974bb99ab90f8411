namespace MarketGateway.Core.Schemas;

/// <summary>What a field of a Protobuf message holds, by how it is written.</summary>
internal enum ProtoKind
{
    /// <summary>int32, int64: seven bits a byte, negative ones in full.</summary>
    Integer = 0,
    Unsigned,
    Unsigned32,
    ZigZag,
    Boolean,
    Enumeration,
    Fixed32,
    Signed32,
    Fixed64,
    Signed64,
    Single,
    Double,
    Text,
    Bytes,
    Message,
}
