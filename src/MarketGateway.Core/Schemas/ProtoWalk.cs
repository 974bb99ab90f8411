using System.Buffers.Binary;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>
/// Reads one message that is written by a Protobuf schema. Its fields may stand in any order, and those of a list apart:
/// one pass finds where each begins and ends, and then they are written in the order of their numbers. Allocates nothing for
/// messages of few fields.
/// </summary>
internal readonly ref struct ProtoWalk(TreeText output)
{
    public const int ExponentMax = 100;

    /// <summary>Messages with more fields than this cost an array each.</summary>
    private const int FieldsOnStack = 64;

    /// <summary>So many seconds before and after 1970 are a date.</summary>
    private const long SecondsMax = 60_000_000_000;

    public DecodeError Read(ReadOnlySpan<byte> value, ProtoMessage message) => Read(value, message, 0);

    /// <summary>Reads a message that lies so deep in others.</summary>
    public DecodeError Read(ReadOnlySpan<byte> value, ProtoMessage message, int depth)
    {
        if (depth >= RecordSchema.DepthMax)
        {
            return DecodeError.Malformed;
        }

        var count = message.Fields.Count;
        Span<FieldPlace> places = count <= FieldsOnStack ? stackalloc FieldPlace[count] : new FieldPlace[count];
        var error = Locate(value, message, places);
        if (error != DecodeError.None)
        {
            return error;
        }

        if (message.Shape != ProtoShape.Object)
        {
            return message.Shape == ProtoShape.MapEntry
                ? WriteEntry(value, message, places, depth)
                : WriteShape(value, message, places);
        }

        output.Open((byte)'{');
        for (var i = 0; i < count; i++)
        {
            error = WriteField(value, message.Fields[i], places[i], depth);
            if (error != DecodeError.None)
            {
                return error;
            }
        }

        output.Close((byte)'}');
        return output.IsFull ? DecodeError.Oversized : DecodeError.None;
    }

    private static DecodeError Locate(ReadOnlySpan<byte> value, ProtoMessage message, Span<FieldPlace> places)
    {
        places.Clear();
        var rest = value;
        while (!rest.IsEmpty)
        {
            var start = value.Length - rest.Length;
            if (!Varint.TryRead(ref rest, out var tag))
            {
                return DecodeError.Truncated;
            }

            var place = message.Find(tag >> 3);
            var wire = (int)(tag & 7);
            if (place >= 0)
            {
                var field = message.Fields[place];
                if (wire != field.Wire && !(wire == 2 && field.IsRepeated))
                {
                    return DecodeError.Malformed;
                }

                ref var found = ref places[place];
                if (found.IsThere && field is { Kind: ProtoKind.Message, IsRepeated: false })
                {
                    // Its halves would have to be merged; nobody writes a message so.
                    return DecodeError.Malformed;
                }

                found = new FieldPlace(true, found.IsThere ? found.First : start, start, value.Length - rest.Length);
            }

            if (!TrySkip(ref rest, wire))
            {
                return wire is 0 or 1 or 2 or 5 ? DecodeError.Truncated : DecodeError.Malformed;
            }
        }

        return DecodeError.None;
    }

    private DecodeError WriteField(ReadOnlySpan<byte> value, ProtoField field, FieldPlace place, int depth)
    {
        if (!place.IsThere && !field.IsRepeated && field.HasPresence)
        {
            return DecodeError.None;
        }

        output.Raw(field.Name);
        if (field.IsRepeated)
        {
            return WriteList(value, field, place, depth);
        }

        var rest = place.IsThere ? value[place.Value..] : default;
        return place.IsThere ? WriteOne(ref rest, field, depth) : WriteNothing(field);
    }

    private DecodeError WriteList(ReadOnlySpan<byte> value, ProtoField field, FieldPlace place, int depth)
    {
        var isMap = field.Message is { Shape: ProtoShape.MapEntry };
        output.Open((byte)(isMap ? '{' : '['));
        var rest = place.IsThere ? value[place.First..] : default;
        var left = place.IsThere ? place.Last - place.First : -1;
        for (var length = rest.Length; left >= 0; left -= length - rest.Length, length = rest.Length)
        {
            Varint.TryRead(ref rest, out var tag);
            if (tag >> 3 != (ulong)field.Number)
            {
                TrySkip(ref rest, (int)(tag & 7));
                continue;
            }

            var error = (int)(tag & 7) == 2 && field.Wire != 2 ? WritePacked(ref rest, field) : WriteOne(ref rest, field, depth);
            if (error != DecodeError.None)
            {
                return error;
            }
        }

        output.Close((byte)(isMap ? '}' : ']'));
        return output.IsFull ? DecodeError.Oversized : DecodeError.None;
    }

    private DecodeError WritePacked(ref ReadOnlySpan<byte> rest, ProtoField field)
    {
        TryBytes(ref rest, out var numbers);
        while (!numbers.IsEmpty)
        {
            var error = WriteOne(ref numbers, field, 0);
            if (error != DecodeError.None)
            {
                return error;
            }
        }

        return DecodeError.None;
    }

    /// <summary>Writes the one value that a tag is followed by.</summary>
    public DecodeError WriteOne(ref ReadOnlySpan<byte> rest, ProtoField field, int depth)
    {
        switch (field.Wire)
        {
            case 0:
                if (!Varint.TryRead(ref rest, out var bits))
                {
                    return DecodeError.Truncated;
                }

                WriteVarint(field, bits);
                return DecodeError.None;
            case 2:
                if (!TryBytes(ref rest, out var bytes))
                {
                    return DecodeError.Truncated;
                }

                return WriteBytes(bytes, field, depth);
            default:
                var size = field.Wire == 1 ? 8 : 4;
                if (rest.Length < size)
                {
                    return DecodeError.Truncated;
                }

                WriteFixed(rest[..size], field.Kind);
                rest = rest[size..];
                return DecodeError.None;
        }
    }

    private DecodeError WriteBytes(ReadOnlySpan<byte> bytes, ProtoField field, int depth)
    {
        switch (field.Kind)
        {
            case ProtoKind.Message:
                return output.IsFull ? DecodeError.Oversized : Read(bytes, field.Message!, depth + 1);
            case ProtoKind.Text:
                output.Text(bytes);
                return DecodeError.None;
            default:
                output.Hex(bytes);
                return DecodeError.None;
        }
    }

    private void WriteVarint(ProtoField field, ulong bits)
    {
        switch (field.Kind)
        {
            case ProtoKind.Unsigned:
                output.Integer(bits);
                break;
            case ProtoKind.Unsigned32:
                output.Integer((ulong)(uint)bits);
                break;
            case ProtoKind.ZigZag:
                output.Integer(Varint.ZigZag(bits));
                break;
            case ProtoKind.Boolean:
                output.Raw(bits != 0 ? "true"u8 : "false"u8);
                break;
            case ProtoKind.Enumeration when field.Symbols.TryGetValue((int)bits, out var symbol):
                output.Raw(symbol);
                break;
            default:
                output.Integer((long)bits);
                break;
        }
    }

    private void WriteFixed(ReadOnlySpan<byte> bytes, ProtoKind kind)
    {
        switch (kind)
        {
            case ProtoKind.Fixed32:
                output.Integer((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes));
                break;
            case ProtoKind.Signed32:
                output.Integer((long)BinaryPrimitives.ReadInt32LittleEndian(bytes));
                break;
            case ProtoKind.Fixed64:
                output.Integer(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case ProtoKind.Signed64:
                output.Integer(BinaryPrimitives.ReadInt64LittleEndian(bytes));
                break;
            case ProtoKind.Single:
                output.Single(BinaryPrimitives.ReadSingleLittleEndian(bytes));
                break;
            default:
                output.Double(BinaryPrimitives.ReadDoubleLittleEndian(bytes));
                break;
        }
    }

    /// <summary>Writes what a field without presence is when it is not written: 0, or empty.</summary>
    public DecodeError WriteNothing(ProtoField field)
    {
        switch (field.Wire)
        {
            case 0:
                WriteVarint(field, 0);
                return DecodeError.None;
            case 2:
                return WriteBytes(default, field, 0);
            default:
                WriteFixed(stackalloc byte[8], field.Kind);
                return DecodeError.None;
        }
    }

    private DecodeError WriteEntry(ReadOnlySpan<byte> value, ProtoMessage entry, Span<FieldPlace> places, int depth)
    {
        if (entry.Fields is not [var name, var content])
        {
            return DecodeError.Malformed;
        }

        if (name.Kind == ProtoKind.Text)
        {
            var rest = places[0].IsThere ? value[places[0].Value..] : default;
            TryBytes(ref rest, out var text);
            output.Name(text);
        }
        else
        {
            Span<byte> text = stackalloc byte[24];
            Integer(value, places[0], name).TryFormat(
                text, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
            output.Name(text[..length]);
        }

        var held = places[1].IsThere ? value[places[1].Value..] : default;
        return places[1].IsThere ? WriteOne(ref held, content, depth) : WriteNothing(content);
    }

    private DecodeError WriteShape(ReadOnlySpan<byte> value, ProtoMessage message, Span<FieldPlace> places)
    {
        if (message.Shape == ProtoShape.Decimal)
        {
            ReadOnlySpan<byte> digits = default;
            var scale = 0L;
            for (var i = 0; i < places.Length; i++)
            {
                if (message.Fields[i].Kind == ProtoKind.Bytes && places[i].IsThere)
                {
                    var rest = value[places[i].Value..];
                    TryBytes(ref rest, out digits);
                }
                else if (message.Fields[i].Name.AsSpan().SequenceEqual("\"scale\":"u8))
                {
                    scale = Integer(value, places[i], message.Fields[i]);
                }
            }

            return Int128.Abs(scale) > ExponentMax ? DecodeError.OutOfRange : BigEndian.Write(digits, (int)scale, output);
        }

        var first = Integer(value, places[0], message.Fields[0]);
        var second = Integer(value, places[1], message.Fields[1]);
        if (message.Shape == ProtoShape.Timestamp)
        {
            if (first is < -SecondsMax or > SecondsMax || second is < 0 or > 999_999_999)
            {
                return DecodeError.OutOfRange;
            }

            output.Time(first, (int)second);
            return DecodeError.None;
        }

        if (Int128.Abs(second) > ExponentMax)
        {
            return DecodeError.OutOfRange;
        }

        output.Decimal(first, (int)-second);
        return DecodeError.None;
    }

    private static long Integer(ReadOnlySpan<byte> value, FieldPlace place, ProtoField field)
    {
        var rest = place.IsThere ? value[place.Value..] : default;
        return place.IsThere && field.TryReadInteger(ref rest, out var number) ? number : 0;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> rest, int wire)
    {
        switch (wire)
        {
            case 0:
                return Varint.TryRead(ref rest, out _);
            case 2:
                return TryBytes(ref rest, out _);
            case 1 or 5:
                var size = wire == 1 ? 8 : 4;
                var isThere = rest.Length >= size;
                rest = isThere ? rest[size..] : default;
                return isThere;
            default:
                return false;
        }
    }

    /// <summary>Reads bytes with their length in front, and goes on behind them.</summary>
    public static bool TryBytes(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!Varint.TryRead(ref rest, out var length) || length > (ulong)rest.Length)
        {
            return false;
        }

        bytes = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }
}
