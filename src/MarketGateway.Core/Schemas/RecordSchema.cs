using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>
/// How the values of records are written: reads one as the JSON text that a mapping reads. Immutable; shared by threads.
/// </summary>
public abstract class RecordSchema
{
    /// <summary>How deep values may lie in each other; a schema may name itself without end.</summary>
    internal const int DepthMax = 32;

    /// <summary>Reads a schema.</summary>
    /// <param name="kind">Its language.</param>
    /// <param name="text">The schema, as a registry or a file has it.</param>
    /// <param name="references">The schemas that it names, by the names under which it does.</param>
    /// <param name="message">The message that records without a header hold (Protobuf); null: the first of the file.</param>
    /// <exception cref="SchemaException">It is none.</exception>
    public static RecordSchema Parse(
        SchemaKind kind, string text, IReadOnlyList<(string Name, string Text)>? references = null, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return kind == SchemaKind.Avro
            ? AvroSchema.Parse(text, references ?? [])
            : ProtobufSchema.Parse(text, references ?? [], message);
    }

    /// <summary>Writes a value as JSON.</summary>
    /// <param name="value">The value, without magic byte and number.</param>
    /// <param name="isFramed">Whether it was written for a registry: then Protobuf says which message it is.</param>
    /// <param name="output">Where the text goes.</param>
    /// <returns>What is wrong with the value, or <see cref="DecodeError.None"/>.</returns>
    internal abstract DecodeError Write(ReadOnlySpan<byte> value, bool isFramed, TreeText output);
}
