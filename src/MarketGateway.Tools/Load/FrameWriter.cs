using System.Buffers.Binary;

namespace MarketGateway.Tools.Load;

/// <summary>Writes WebSocket frames of a client.</summary>
internal static class FrameWriter
{
    private const int HeadBytesMax = 14;

    /// <summary>
    /// Makes one whole frame. The masking key is 0, which leaves the payload as it is: keys protect proxies from hostile
    /// pages, and there is none here.
    /// </summary>
    public static byte[] Write(int opCode, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = stackalloc byte[HeadBytesMax];
        head.Clear();
        head[0] = (byte)(0x80 | opCode);
        int length;
        switch (payload.Length)
        {
            case < 126:
                head[1] = (byte)(0x80 | payload.Length);
                length = 2;
                break;
            case <= ushort.MaxValue:
                head[1] = 0x80 | 126;
                BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload.Length);
                length = 4;
                break;
            default:
                head[1] = 0x80 | 127;
                BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)payload.Length);
                length = 10;
                break;
        }

        var frame = new byte[length + 4 + payload.Length];
        head[..length].CopyTo(frame);
        payload.CopyTo(frame.AsSpan(length + 4));
        return frame;
    }
}
