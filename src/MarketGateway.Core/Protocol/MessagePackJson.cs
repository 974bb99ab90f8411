using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using MessagePack;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Rewrites a request from MessagePack to JSON, so that both formats share one validation. Keeps apart what JSON does
/// not: a float stays one even when it is whole, and what is neither text nor number (binary, extensions) is an empty
/// map, which no field takes.
/// </summary>
internal static class MessagePackJson
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>Converts one complete value.</summary>
    /// <exception cref="MessagePackSerializationException">It is not one.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> message, int depthMax)
    {
        var reader = new MessagePackReader(message);
        var output = new ArrayBufferWriter<byte>(Math.Max(message.Length * 2, 256));
        using var writer = new Utf8JsonWriter(output, Options);
        WriteValue(ref reader, writer, depthMax);
        if (!reader.End)
        {
            throw new MessagePackSerializationException("bytes are left over");
        }

        writer.Flush();
        return output.WrittenMemory;
    }

    private static void WriteValue(ref MessagePackReader reader, Utf8JsonWriter writer, int depthLeft)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                writer.WriteNumberValue(reader.ReadUInt64());
                break;
            case MessagePackType.Integer:
                writer.WriteNumberValue(reader.ReadInt64());
                break;
            case MessagePackType.String:
                writer.WriteStringValue(ReadText(ref reader));
                break;
            case MessagePackType.Boolean:
                writer.WriteBooleanValue(reader.ReadBoolean());
                break;
            case MessagePackType.Nil:
                reader.ReadNil();
                writer.WriteNullValue();
                break;
            case MessagePackType.Float:
                WriteFloat(reader.ReadDouble(), writer);
                break;
            case MessagePackType.Array:
                WriteArray(ref reader, writer, Deeper(depthLeft));
                break;
            case MessagePackType.Map:
                WriteMap(ref reader, writer, Deeper(depthLeft));
                break;
            default:
                reader.Skip();
                writer.WriteStartObject();
                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteArray(ref MessagePackReader reader, Utf8JsonWriter writer, int depthLeft)
    {
        writer.WriteStartArray();
        for (var left = reader.ReadArrayHeader(); left > 0; left--)
        {
            WriteValue(ref reader, writer, depthLeft);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(ref MessagePackReader reader, Utf8JsonWriter writer, int depthLeft)
    {
        writer.WriteStartObject();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            writer.WritePropertyName(ReadText(ref reader));
            WriteValue(ref reader, writer, depthLeft);
        }

        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> ReadText(ref MessagePackReader reader)
    {
        if (!reader.TryReadStringSpan(out var text))
        {
            throw new MessagePackSerializationException("a key is nil");
        }

        return Utf8.IsValid(text) ? text : throw new MessagePackSerializationException("a text is no UTF-8");
    }

    /// <summary>Writes a float as JSON that is no integer; what JSON cannot say at all, as text.</summary>
    private static void WriteFloat(double value, Utf8JsonWriter writer)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    private static int Deeper(int depthLeft) =>
        depthLeft > 0 ? depthLeft - 1 : throw new MessagePackSerializationException("nested too deep");
}
