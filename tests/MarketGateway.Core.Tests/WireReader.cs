using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests;

/// <summary>
/// Reads flushes without any code of the gateway: arrays as lists, maps as dictionaries, integers as <see cref="long"/>.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Reads all the messages of a flush.</summary>
    public static List<object?> ReadFlush(ReadOnlySpan<byte> flush, WireFormat format)
    {
        if (format == WireFormat.Json)
        {
            Assert.Equal((byte)'\n', flush[^1]);
            var lines = Encoding.UTF8.GetString(flush[..^1]).Split('\n');
            return [.. lines.Select(line => FromJson(JsonDocument.Parse(line).RootElement))];
        }

        var messages = new List<object?>();
        var reader = new WireReader(flush);
        while (!reader._rest.IsEmpty)
        {
            messages.Add(reader.ReadValue());
        }

        return messages;
    }

    /// <summary>The same shape from JSON.</summary>
    public static object? FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetInt64(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Array => element.EnumerateArray().Select(FromJson).ToList(),
        _ => element.EnumerateObject().ToDictionary(property => property.Name, property => FromJson(property.Value)),
    };

    private object? ReadValue()
    {
        var type = _rest[0];
        _rest = _rest[1..];
        return type switch
        {
            <= 0x7f => (long)type,
            <= 0x8f => ReadMap(type & 0x0f),
            <= 0x9f => ReadArray(type & 0x0f),
            <= 0xbf => ReadText(type & 0x1f),
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xcc => ReadUnsigned(1),
            0xcd => ReadUnsigned(2),
            0xce => ReadUnsigned(4),
            0xcf => ReadUnsigned(8),
            0xd0 => (long)(sbyte)ReadUnsigned(1),
            0xd1 => (long)(short)ReadUnsigned(2),
            0xd2 => (long)(int)ReadUnsigned(4),
            0xd3 => ReadUnsigned(8),
            0xd9 => ReadText((int)ReadUnsigned(1)),
            0xda => ReadText((int)ReadUnsigned(2)),
            0xdc => ReadArray((int)ReadUnsigned(2)),
            0xdd => ReadArray((int)ReadUnsigned(4)),
            0xde => ReadMap((int)ReadUnsigned(2)),
            >= 0xe0 => (long)(sbyte)type,
            _ => throw new FormatException($"the wire has no type 0x{type:x2}"),
        };
    }

    private long ReadUnsigned(int length)
    {
        Span<byte> wide = stackalloc byte[8];
        _rest[..length].CopyTo(wide[(8 - length)..]);
        _rest = _rest[length..];
        return BinaryPrimitives.ReadInt64BigEndian(wide);
    }

    private string ReadText(int length)
    {
        var text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }

    private List<object?> ReadArray(int length)
    {
        var items = new List<object?>(length);
        for (var index = 0; index < length; index++)
        {
            items.Add(ReadValue());
        }

        return items;
    }

    private Dictionary<string, object?> ReadMap(int length)
    {
        var map = new Dictionary<string, object?>(length);
        for (var index = 0; index < length; index++)
        {
            map.Add((string)ReadValue()!, ReadValue());
        }

        return map;
    }
}
