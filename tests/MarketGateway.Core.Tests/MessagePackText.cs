using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace MarketGateway.Core.Tests;

/// <summary>Encodes JSON as MessagePack without any code of the gateway; not the shortest form, and valid all the same.</summary>
internal static class MessagePackText
{
    public static byte[] FromJson(JsonElement element)
    {
        var output = new MemoryStream();
        Write(element, output);
        return output.ToArray();
    }

    private static void Write(JsonElement element, MemoryStream output)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                output.WriteByte(0xd3);
                Span<byte> wide = stackalloc byte[8];
                BinaryPrimitives.WriteInt64BigEndian(wide, element.GetInt64());
                output.Write(wide);
                break;
            case JsonValueKind.String:
                WriteText(element.GetString()!, output);
                break;
            case JsonValueKind.Array:
                WriteHeader(0xdd, element.GetArrayLength(), output);
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, output);
                }

                break;
            case JsonValueKind.Object:
                WriteHeader(0xdf, element.EnumerateObject().Count(), output);
                foreach (var property in element.EnumerateObject())
                {
                    WriteText(property.Name, output);
                    Write(property.Value, output);
                }

                break;
            default:
                output.WriteByte((byte)(element.ValueKind == JsonValueKind.Null ? 0xc0
                    : element.ValueKind == JsonValueKind.True ? 0xc3 : 0xc2));
                break;
        }
    }

    private static void WriteText(string text, MemoryStream output)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteHeader(0xdb, bytes.Length, output);
        output.Write(bytes);
    }

    private static void WriteHeader(byte type, int length, MemoryStream output)
    {
        output.WriteByte(type);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        output.Write(bytes);
    }
}
