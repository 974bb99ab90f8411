namespace MarketGateway.Core.Schemas;

/// <summary>In which language a schema is written.</summary>
public enum SchemaKind
{
    Avro = 0,
    Protobuf,
}
