using System.Buffers.Binary;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>Reads one value that is written by an Avro schema. Lives on the stack; allocates nothing.</summary>
internal ref struct AvroWalk(ReadOnlySpan<byte> value, TreeText output)
{
    /// <summary>Larger powers of ten are no number of a market, and would make long texts of short bytes.</summary>
    private const int ExponentMax = 100;

    private ReadOnlySpan<byte> _rest = value;

    public DecodeError Read(AvroNode root)
    {
        var error = Read(root, 0);
        return error == DecodeError.None && !_rest.IsEmpty ? DecodeError.Malformed : error;
    }

    private DecodeError Read(AvroNode node, int depth)
    {
        if (output.IsFull)
        {
            return DecodeError.Oversized;
        }

        switch (node.Kind)
        {
            case AvroKind.Record:
                return ReadRecord(node, depth);
            case AvroKind.List or AvroKind.Map:
                return ReadBlocks(node, depth);
            case AvroKind.Union:
                return !TryInteger(out var branch) ? DecodeError.Truncated
                    : branch < 0 || branch >= node.Children.Count || depth >= RecordSchema.DepthMax ? DecodeError.Malformed
                    : Read(node.Children[(int)branch], depth + 1);
            case AvroKind.Scaled:
                return ReadScaled();
            default:
                return ReadScalar(node);
        }
    }

    private DecodeError ReadRecord(AvroNode node, int depth)
    {
        if (depth >= RecordSchema.DepthMax)
        {
            return DecodeError.Malformed;
        }

        output.Open((byte)'{');
        for (var i = 0; i < node.Children.Count; i++)
        {
            output.Raw(node.Names[i]);
            var error = Read(node.Children[i], depth + 1);
            if (error != DecodeError.None)
            {
                return error;
            }
        }

        output.Close((byte)'}');
        return DecodeError.None;
    }

    /// <summary>Reads a list or a map: blocks of a count and so many elements, until one of none.</summary>
    private DecodeError ReadBlocks(AvroNode node, int depth)
    {
        if (depth >= RecordSchema.DepthMax)
        {
            return DecodeError.Malformed;
        }

        var isMap = node.Kind == AvroKind.Map;
        output.Open((byte)(isMap ? '{' : '['));
        while (true)
        {
            if (!TryInteger(out var count) || (count < 0 && !TryInteger(out _)))
            {
                return DecodeError.Truncated;
            }

            if (count == 0)
            {
                output.Close((byte)(isMap ? '}' : ']'));
                return DecodeError.None;
            }

            // Elements may take no bytes (null); each writes some, though, and the text is bounded.
            for (var left = count < 0 ? 0UL - (ulong)count : (ulong)count; left > 0; left--)
            {
                if (isMap)
                {
                    if (!TryBytes(out var name))
                    {
                        return DecodeError.Truncated;
                    }

                    output.Name(name);
                }

                var error = Read(node.Children[0], depth + 1);
                if (error != DecodeError.None)
                {
                    return error;
                }
            }
        }
    }

    private DecodeError ReadScaled()
    {
        if (!TryInteger(out var mantissa) || !TryInteger(out var exponent))
        {
            return DecodeError.Truncated;
        }

        if (Int128.Abs(exponent) > ExponentMax)
        {
            return DecodeError.OutOfRange;
        }

        output.Decimal(mantissa, (int)-exponent);
        return DecodeError.None;
    }

    private DecodeError ReadScalar(AvroNode node)
    {
        ReadOnlySpan<byte> bytes;
        switch (node.Kind)
        {
            case AvroKind.Null:
                output.Raw("null"u8);
                return DecodeError.None;
            case AvroKind.Integer:
                if (!TryInteger(out var number))
                {
                    return DecodeError.Truncated;
                }

                output.Integer(number);
                return DecodeError.None;
            case AvroKind.Enumeration:
                return ReadEnumeration(node);
            case AvroKind.Text or AvroKind.Bytes or AvroKind.Decimal:
                if (!TryBytes(out bytes))
                {
                    return DecodeError.Truncated;
                }

                break;
            default:
                var size = node.Kind switch { AvroKind.Boolean => 1, AvroKind.Single => 4, AvroKind.Double => 8, _ => node.Size };
                if (!TryRead(size, out bytes))
                {
                    return DecodeError.Truncated;
                }

                break;
        }

        return WriteScalar(node, bytes);
    }

    private readonly DecodeError WriteScalar(AvroNode node, ReadOnlySpan<byte> bytes)
    {
        switch (node.Kind)
        {
            case AvroKind.Boolean:
                output.Raw(bytes[0] != 0 ? "true"u8 : "false"u8);
                return bytes[0] > 1 ? DecodeError.Malformed : DecodeError.None;
            case AvroKind.Single:
                output.Single(BinaryPrimitives.ReadSingleLittleEndian(bytes));
                return DecodeError.None;
            case AvroKind.Double:
                output.Double(BinaryPrimitives.ReadDoubleLittleEndian(bytes));
                return DecodeError.None;
            case AvroKind.Text:
                output.Text(bytes);
                return DecodeError.None;
            case AvroKind.Decimal or AvroKind.FixedDecimal:
                return BigEndian.Write(bytes, node.Scale, output);
            default:
                output.Hex(bytes);
                return DecodeError.None;
        }
    }

    private DecodeError ReadEnumeration(AvroNode node)
    {
        if (!TryInteger(out var symbol))
        {
            return DecodeError.Truncated;
        }

        if (symbol < 0 || symbol >= node.Names.Count)
        {
            return DecodeError.Malformed;
        }

        output.Raw(node.Names[(int)symbol]);
        return DecodeError.None;
    }

    private bool TryInteger(out long number)
    {
        var isThere = Varint.TryRead(ref _rest, out var bits);
        number = Varint.ZigZag(bits);
        return isThere;
    }

    private bool TryBytes(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return TryInteger(out var length) && length >= 0 && length <= _rest.Length && TryRead((int)length, out bytes);
    }

    private bool TryRead(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count > _rest.Length)
        {
            bytes = default;
            return false;
        }

        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}
