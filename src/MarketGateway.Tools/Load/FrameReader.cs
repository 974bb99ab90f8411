using System.Buffers.Binary;

namespace MarketGateway.Tools.Load;

/// <summary>
/// Cuts WebSocket frames (RFC 6455) of a server out of what a socket gave. A load generator reads thousands of sockets
/// on one core, so this does what it has to and nothing more: no copies, no allocation, no extensions.
/// </summary>
internal static class FrameReader
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private const int LengthIn16Bits = 126;
    private const int LengthIn64Bits = 127;

    /// <summary>Finds the first whole frame; false when more bytes are needed, <paramref name="needed"/> in all if known.</summary>
    /// <exception cref="LoadException">Masked, reserved bits set, or longer than can be.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out WebSocketFrame frame, out int needed)
    {
        frame = default;
        needed = 2;
        if (bytes.Length < needed)
        {
            return false;
        }

        var marker = bytes[1] & 0x7f;
        var head = marker switch { LengthIn16Bits => 4, LengthIn64Bits => 10, _ => 2 };
        needed = head;
        if (bytes.Length < head)
        {
            return false;
        }

        var length = marker switch
        {
            LengthIn16Bits => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            LengthIn64Bits => BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
            _ => (ulong)marker,
        };
        if ((bytes[0] & 0x70) != 0 || (bytes[1] & 0x80) != 0 || length > int.MaxValue / 2)
        {
            throw new LoadException("a frame that is masked, extended or endless");
        }

        needed = head + (int)length;
        frame = new WebSocketFrame(bytes[0] & 0x0f, (bytes[0] & 0x80) != 0, head, (int)length);
        return bytes.Length >= needed;
    }
}
