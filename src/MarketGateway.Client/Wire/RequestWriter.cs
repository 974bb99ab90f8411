using System.Buffers;
using System.Text.Json;
using MessagePack;

namespace MarketGateway.Client;

/// <summary>Writes one request as one WebSocket message.</summary>
internal static class RequestWriter
{
    public static byte[] Write(WireMap request, WireEncoding encoding)
    {
        var buffer = new ArrayBufferWriter<byte>();
        if (encoding == WireEncoding.Json)
        {
            using var json = new Utf8JsonWriter(buffer);
            Write(json, request);
            json.Flush();
        }
        else
        {
            var writer = new MessagePackWriter(buffer);
            Write(ref writer, request);
            writer.Flush();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ref MessagePackWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNil();
                break;
            case long integer:
                writer.Write(integer);
                break;
            case string text:
                writer.Write(text);
                break;
            case WireMap map:
                writer.WriteMapHeader(map.Count);
                foreach (var (key, member) in map)
                {
                    writer.Write(key);
                    Write(ref writer, member);
                }

                break;
            case bool flag:
                writer.Write(flag);
                break;
            case List<object?> list:
                writer.WriteArrayHeader(list.Count);
                foreach (var element in list)
                {
                    Write(ref writer, element);
                }

                break;
            default:
                throw new ArgumentException($"no request holds a {value.GetType().Name}", nameof(value));
        }
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long integer:
                writer.WriteNumberValue(integer);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case WireMap map:
                writer.WriteStartObject();
                foreach (var (key, member) in map)
                {
                    writer.WritePropertyName(key);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            case List<object?> list:
                writer.WriteStartArray();
                foreach (var element in list)
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"no request holds a {value.GetType().Name}", nameof(value));
        }
    }
}
