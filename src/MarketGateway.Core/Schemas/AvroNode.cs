namespace MarketGateway.Core.Schemas;

/// <summary>A type of an Avro schema, as the walk over a value needs it. Complete when its schema is; then read only.</summary>
/// <param name="Kind">How it is written.</param>
internal sealed record AvroNode(AvroKind Kind)
{
    /// <summary>Gets the digits after the point of a decimal, or the bytes of what has a fixed size.</summary>
    public int Scale { get; init; }

    public int Size { get; init; }

    /// <summary>Gets the fields of a record, the branches of a union, or the one type of elements.</summary>
    public List<AvroNode> Children { get; } = [];

    /// <summary>Gets the names of the fields, each as JSON with its colon, or the symbols of an enumeration, as JSON.</summary>
    public List<byte[]> Names { get; } = [];
}
