using System.Buffers.Binary;
using System.Diagnostics;
using MessagePack;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// What a session gets that asked for stamps: the time of sending before each flush, and the time of the newest update as
/// the last element of each data message. Messages are encoded without; a stamped one is a copy with one element more, so
/// that who asks for none pays for none, and both share one encoding.
/// </summary>
public static class Stamp
{
    /// <summary>The longest stamp of a flush: of JSON, with a time of 16 digits.</summary>
    internal const int BytesMax = 21;

    /// <summary>MessagePack says the length of an array in its first byte up to this many elements.</summary>
    private const byte LongestArray = MessagePackCode.MaxFixArray;

    // schemas/wire/stamp: [kind, sentAt]
    internal static void Begin(FlushBuffer flush, WireFormat format, long sentAt)
    {
        Span<byte> stamp = stackalloc byte[BytesMax];
        flush.Prepend(stamp[..Write(stamp, format, sentAt)]);
    }

    /// <summary>Notes when the newest update of the message occurred that was just written from a place on.</summary>
    public static void End(FlushBuffer output, int start, WireFormat format, long? newest)
    {
        if (output.IsStamped)
        {
            Append(output, start, format, newest);
        }
        else
        {
            output.Ends?.Add(new MessageEnd(output.Length, newest));
        }
    }

    /// <summary>Appends a copy of a message that is stamped.</summary>
    internal static void Copy(FlushBuffer flush, ReadOnlySpan<byte> message, WireFormat format, long? newest)
    {
        var start = flush.Length;
        flush.Append(message);
        Append(flush, start, format, newest);
    }

    private static void Append(FlushBuffer flush, int start, WireFormat format, long? newest)
    {
        if (format == WireFormat.Json)
        {
            flush.Truncate(flush.Length - "]\n"u8.Length);
            flush.Append(","u8);
            if (newest is { } time)
            {
                JsonText.Append(flush, time);
            }
            else
            {
                flush.Append("null"u8);
            }

            flush.Append("]\n"u8);
            return;
        }

        ref var head = ref flush.WrittenFrom(start)[0];
        Debug.Assert(head is >= MessagePackCode.MinFixArray and < LongestArray, "a short array with room for one more");
        head++;
        var writer = new WireWriter(flush, format);
        writer.Write(newest);
        writer.End();
    }

    private static int Write(Span<byte> stamp, WireFormat format, long sentAt)
    {
        if (format == WireFormat.Json)
        {
            "[0,"u8.CopyTo(stamp);
            System.Buffers.Text.Utf8Formatter.TryFormat(sentAt, stamp[3..], out var digits);
            "]\n"u8.CopyTo(stamp[(3 + digits)..]);
            return digits + 5;
        }

        stamp[0] = MessagePackCode.MinFixArray | 2;
        stamp[1] = (byte)DataKind.Stamp;
        stamp[2] = MessagePackCode.UInt64;
        BinaryPrimitives.WriteInt64BigEndian(stamp[3..], sentAt);
        return 11;
    }
}
