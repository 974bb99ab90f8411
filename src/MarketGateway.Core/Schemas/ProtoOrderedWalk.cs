using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>
/// Reads one message whose fields stand in the order of their numbers, those of a list together, as nearly all writers have
/// them: each byte is looked at once. Where they stand otherwise, or anything is wrong, nothing is said of it but that; a
/// <see cref="ProtoWalk"/> has to read the message then, from its beginning.
/// </summary>
internal readonly ref struct ProtoOrderedWalk(TreeText output)
{
    /// <summary>No field has this tag: it stands for the end of a message.</summary>
    private const ulong End = 0;

    /// <summary>Nor this one, which stands for what is no tag.</summary>
    private const ulong Broken = ulong.MaxValue;

    private readonly ProtoWalk _walk = new(output);

    public bool TryRead(ReadOnlySpan<byte> value, ProtoMessage message) => TryRead(value, message, 0);

    private bool TryRead(ReadOnlySpan<byte> rest, ProtoMessage message, int depth)
    {
        if (depth >= RecordSchema.DepthMax || message.Shape != ProtoShape.Object)
        {
            return message.Shape == ProtoShape.Scaled
                ? TryReadScaled(rest, message)
                : message.Shape != ProtoShape.Object && _walk.Read(rest, message, depth) == DecodeError.None;
        }

        output.Open((byte)'{');
        var tag = NextTag(ref rest);
        foreach (var field in message.InOrder)
        {
            if (field.IsRepeated)
            {
                output.Raw(field.Name);
                if (!TryReadList(ref rest, ref tag, field, depth))
                {
                    return false;
                }
            }
            else if (tag == field.Tag)
            {
                output.Raw(field.Name);
                if (!TryReadOne(ref rest, field, depth))
                {
                    return false;
                }

                tag = NextTag(ref rest);
            }
            else if (!field.HasPresence)
            {
                output.Raw(field.Name);
                _walk.WriteNothing(field);
            }
        }

        output.Close((byte)'}');
        return tag == End;
    }

    private bool TryReadList(ref ReadOnlySpan<byte> rest, ref ulong tag, ProtoField field, int depth)
    {
        var isMap = field.Message is { Shape: ProtoShape.MapEntry };
        output.Open((byte)(isMap ? '{' : '['));
        for (; tag == field.Tag || tag == field.PackedTag; tag = NextTag(ref rest))
        {
            var isRead = tag == field.Tag
                ? TryReadOne(ref rest, field, depth)
                : TryReadPacked(ref rest, field);
            if (!isRead || output.IsFull)
            {
                return false;
            }
        }

        output.Close((byte)(isMap ? '}' : ']'));
        return true;
    }

    private bool TryReadOne(ref ReadOnlySpan<byte> rest, ProtoField field, int depth)
    {
        if (field.Message is { } message)
        {
            return ProtoWalk.TryBytes(ref rest, out var bytes) && TryRead(bytes, message, depth + 1);
        }

        return _walk.WriteOne(ref rest, field, depth) == DecodeError.None;
    }

    private bool TryReadPacked(ref ReadOnlySpan<byte> rest, ProtoField field)
    {
        if (!ProtoWalk.TryBytes(ref rest, out var numbers))
        {
            return false;
        }

        while (!numbers.IsEmpty)
        {
            if (_walk.WriteOne(ref numbers, field, 0) != DecodeError.None)
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadScaled(ReadOnlySpan<byte> rest, ProtoMessage message)
    {
        var (mantissa, exponent) = (0L, 0L);
        for (var tag = NextTag(ref rest); tag != End; tag = NextTag(ref rest))
        {
            if (tag == message.Fields[0].Tag ? !message.Fields[0].TryReadInteger(ref rest, out mantissa)
                : tag != message.Fields[1].Tag || !message.Fields[1].TryReadInteger(ref rest, out exponent))
            {
                return false;
            }
        }

        if (exponent is < -ProtoWalk.ExponentMax or > ProtoWalk.ExponentMax)
        {
            return false;
        }

        output.Decimal(mantissa, (int)-exponent);
        return true;
    }

    private static ulong NextTag(ref ReadOnlySpan<byte> rest) =>
        rest.IsEmpty ? End : Varint.TryRead(ref rest, out var tag) && tag != End ? tag : Broken;
}
