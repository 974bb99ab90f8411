using System.Buffers.Binary;
using System.Text.Unicode;

namespace MarketGateway.Core.Feed;

/// <summary>
/// Reads MessagePack from a span with errors as values: the first error stays in <see cref="Error"/>, and every read
/// after it returns zero, so that a record is read straight down and checked once. Never throws, never allocates.
/// </summary>
internal ref struct MessagePackSpanReader(ReadOnlySpan<byte> value)
{
    private const byte Nil = 0xc0;
    private const byte NeverUsed = 0xc1;

    private ReadOnlySpan<byte> _rest = value;

    public DecodeError Error { get; private set; }

    public readonly bool IsNextText => !_rest.IsEmpty && _rest[0] is (>= 0xa0 and <= 0xbf) or 0xd9 or 0xda or 0xdb;

    public static bool IsArrayMarker(byte first) => first is (>= 0x90 and <= 0x9f) or 0xdc or 0xdd;

    /// <summary>Reads an integer in any of MessagePack's encodings.</summary>
    public long ReadInteger(long min, long max)
    {
        if (_rest.IsEmpty)
        {
            return Fail(DecodeError.Truncated);
        }

        byte marker = _rest[0];
        int width = IntegerWidth(marker);
        if (width < 0)
        {
            return Fail(marker == NeverUsed ? DecodeError.Malformed : DecodeError.WrongType);
        }

        if (_rest.Length <= width)
        {
            return Fail(DecodeError.Truncated);
        }

        long number = marker switch
        {
            0xcc => _rest[1],
            0xcd => BinaryPrimitives.ReadUInt16BigEndian(_rest[1..]),
            0xce => BinaryPrimitives.ReadUInt32BigEndian(_rest[1..]),
            0xcf => (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(_rest[1..]), long.MaxValue),
            0xd0 => (sbyte)_rest[1],
            0xd1 => BinaryPrimitives.ReadInt16BigEndian(_rest[1..]),
            0xd2 => BinaryPrimitives.ReadInt32BigEndian(_rest[1..]),
            0xd3 => BinaryPrimitives.ReadInt64BigEndian(_rest[1..]),
            _ => (sbyte)marker,
        };
        if (number < min || number > max)
        {
            return Fail(DecodeError.OutOfRange);
        }

        _rest = _rest[(1 + width)..];
        return number;
    }

    /// <summary>Reads an integer, or null for nil.</summary>
    public long? ReadOptional(long min, long max) => TryReadNil() ? null : ReadInteger(min, max);

    /// <summary>Reads nil if it comes next.</summary>
    public bool TryReadNil()
    {
        if (_rest.IsEmpty || _rest[0] != Nil)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    /// <summary>Reads the number of elements of an array; they follow.</summary>
    public long ReadArrayHeader()
    {
        if (_rest.IsEmpty)
        {
            return Fail(DecodeError.Truncated);
        }

        byte marker = _rest[0];
        if (!IsArrayMarker(marker))
        {
            return Fail(marker == NeverUsed ? DecodeError.Malformed : DecodeError.WrongType);
        }

        return marker <= 0x9f ? ReadFixedLength(0x0f) : ReadLength(marker == 0xdc ? 2 : 4);
    }

    /// <summary>Reads a text as UTF-8 bytes of the record itself.</summary>
    public ReadOnlySpan<byte> ReadText(int bytesMax)
    {
        if (_rest.IsEmpty)
        {
            Fail(DecodeError.Truncated);
            return default;
        }

        byte marker = _rest[0];
        if (!IsNextText)
        {
            Fail(marker == NeverUsed ? DecodeError.Malformed : DecodeError.WrongType);
            return default;
        }

        long length = marker <= 0xbf ? ReadFixedLength(0x1f) : ReadLength(1 << (marker - 0xd9));
        ReadOnlySpan<byte> text = Read(length);
        if (Error == DecodeError.None && text.Length > bytesMax)
        {
            Fail(DecodeError.OutOfRange);
            return default;
        }

        if (!Utf8.IsValid(text))
        {
            Fail(DecodeError.Malformed);
            return default;
        }

        return text;
    }

    /// <summary>
    /// Skips whole values with everything in them. It counts instead of recursing, so that no nesting is too deep, and
    /// every value has at least one byte, so that no announced length makes it run longer than the record.
    /// </summary>
    public void Skip(long values)
    {
        for (long left = values; left > 0 && Error == DecodeError.None; left--)
        {
            if (_rest.IsEmpty)
            {
                Fail(DecodeError.Truncated);
                return;
            }

            left += SkipOne(_rest[0]);
        }
    }

    /// <summary>Checks that nothing is left over.</summary>
    public void End()
    {
        if (!_rest.IsEmpty)
        {
            Fail(DecodeError.Malformed);
        }
    }

    public long Fail(DecodeError error)
    {
        if (Error == DecodeError.None)
        {
            Error = error;
        }

        _rest = default;
        return 0;
    }

    /// <summary>Skips one marker and its bytes; returns how many values inside it follow.</summary>
    private long SkipOne(byte marker)
    {
        switch (marker)
        {
            case <= 0x7f or >= 0xe0 or Nil or 0xc2 or 0xc3:
                Read(1);
                return 0;
            case <= 0x8f:
                return 2 * ReadFixedLength(0x0f);
            case <= 0x9f:
                return ReadFixedLength(0x0f);
            case <= 0xbf:
                Read(ReadFixedLength(0x1f));
                return 0;
            case 0xc4 or 0xc5 or 0xc6:
                Read(ReadLength(1 << (marker - 0xc4)));
                return 0;
            case 0xc7 or 0xc8 or 0xc9:
                Read(ReadLength(1 << (marker - 0xc7)) + 1);
                return 0;
            case >= 0xca and <= 0xd3:
                Read(1 + ScalarWidth(marker));
                return 0;
            case >= 0xd4 and <= 0xd8:
                Read(2 + (1 << (marker - 0xd4)));
                return 0;
            case 0xd9 or 0xda or 0xdb:
                Read(ReadLength(1 << (marker - 0xd9)));
                return 0;
            case 0xdc or 0xdd:
                return ReadLength(marker == 0xdc ? 2 : 4);
            case 0xde or 0xdf:
                return 2 * ReadLength(marker == 0xde ? 2 : 4);
            default:
                return Fail(DecodeError.Malformed);
        }
    }

    /// <summary>Gets the bytes after an integer's marker, or -1 when the marker is not that of an integer.</summary>
    private static int IntegerWidth(byte marker) => marker switch
    {
        <= 0x7f or >= 0xe0 => 0,
        >= 0xcc and <= 0xd3 => ScalarWidth(marker),
        _ => -1,
    };

    private static int ScalarWidth(byte marker) => marker switch
    {
        0xca => 4,
        0xcb => 8,
        <= 0xcf => 1 << (marker - 0xcc),
        _ => 1 << (marker - 0xd0),
    };

    private long ReadFixedLength(byte mask) => Read(1)[0] & mask;

    /// <summary>Reads a marker and the big-endian length of 1, 2 or 4 bytes after it.</summary>
    private long ReadLength(int width)
    {
        ReadOnlySpan<byte> header = Read(1 + width);
        return header.Length switch
        {
            2 => header[1],
            3 => BinaryPrimitives.ReadUInt16BigEndian(header[1..]),
            5 => BinaryPrimitives.ReadUInt32BigEndian(header[1..]),
            _ => 0,
        };
    }

    private ReadOnlySpan<byte> Read(long bytes)
    {
        if (_rest.Length < bytes)
        {
            Fail(DecodeError.Truncated);
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..(int)bytes];
        _rest = _rest[(int)bytes..];
        return taken;
    }
}
