using System.Buffers.Binary;

namespace MarketGateway.Tools.Load;

/// <summary>
/// Reads the MessagePack of data messages (schemas/wire, section 2) from a span: integers in any encoding, nil, arrays.
/// Leaner than a general reader, because it is what a load generator does most.
/// </summary>
internal ref struct WireSpan(ReadOnlySpan<byte> bytes)
{
    private const byte Nil = 0xc0;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Gets how many bytes were read.</summary>
    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position == _bytes.Length;

    public readonly bool IsNextArray => _bytes[Position] is (>= 0x90 and <= 0x9f) or 0xdc or 0xdd;

    public long ReadInteger()
    {
        var marker = _bytes[Position++];
        if (marker is <= 0x7f or >= 0xe0)
        {
            return (sbyte)marker;
        }

        var rest = _bytes[Position..];
        var (value, width) = marker switch
        {
            0xcc => (rest[0], 1),
            0xcd => (BinaryPrimitives.ReadUInt16BigEndian(rest), 2),
            0xce => (BinaryPrimitives.ReadUInt32BigEndian(rest), 4),
            0xcf => ((long)BinaryPrimitives.ReadUInt64BigEndian(rest), 8),
            0xd0 => ((sbyte)rest[0], 1),
            0xd1 => (BinaryPrimitives.ReadInt16BigEndian(rest), 2),
            0xd2 => (BinaryPrimitives.ReadInt32BigEndian(rest), 4),
            0xd3 => (BinaryPrimitives.ReadInt64BigEndian(rest), 8),
            _ => throw new LoadException($"byte {marker:x2} where an integer should stand"),
        };
        Position += width;
        return value;
    }

    public long? ReadOptional()
    {
        if (_bytes[Position] != Nil)
        {
            return ReadInteger();
        }

        Position++;
        return null;
    }

    public int ReadArrayHeader()
    {
        var marker = _bytes[Position++];
        switch (marker)
        {
            case >= 0x90 and <= 0x9f:
                return marker & 0x0f;
            case 0xdc:
                Position += 2;
                return BinaryPrimitives.ReadUInt16BigEndian(_bytes[(Position - 2)..]);
            case 0xdd:
                Position += 4;
                return BinaryPrimitives.ReadInt32BigEndian(_bytes[(Position - 4)..]);
            default:
                throw new LoadException($"byte {marker:x2} where an array should stand");
        }
    }

    /// <summary>Reads the number of pairs of a map that has at most 15.</summary>
    public int ReadMapHeader()
    {
        var marker = _bytes[Position++];
        return marker is >= 0x80 and <= 0x8f ? marker & 0x0f
            : throw new LoadException($"byte {marker:x2} where a small map should stand");
    }

    /// <summary>Reads a text of at most 65,535 bytes as it lies in the message.</summary>
    public ReadOnlySpan<byte> ReadText()
    {
        var marker = _bytes[Position++];
        var length = marker switch
        {
            >= 0xa0 and <= 0xbf => marker & 0x1f,
            0xd9 => _bytes[Position++],
            0xda => BinaryPrimitives.ReadUInt16BigEndian(_bytes[Position..]),
            _ => throw new LoadException($"byte {marker:x2} where a text should stand"),
        };
        Position += marker == 0xda ? 2 : 0;
        Position += length;
        return _bytes.Slice(Position - length, length);
    }
}
