using System.Buffers.Binary;
using System.Net.WebSockets;

namespace MarketGateway.WebSockets;

/// <summary>The head of a frame that a server sends: whole messages, not masked (RFC 6455, section 5.2).</summary>
internal static class FrameHeader
{
    /// <summary>The largest head: two bytes and a length of eight.</summary>
    public const int BytesMax = 10;

    private const byte Final = 0x80;
    private const byte Text = 0x1;
    private const byte Binary = 0x2;
    private const int ShortMax = 125;
    private const byte SixteenBits = 126;
    private const byte SixtyFourBits = 127;

    /// <summary>Writes the head of a message of so many bytes; returns the head's own length.</summary>
    public static int Write(Span<byte> header, WebSocketMessageType type, int length)
    {
        header[0] = (byte)(Final | (type == WebSocketMessageType.Text ? Text : Binary));
        if (length <= ShortMax)
        {
            header[1] = (byte)length;
            return 2;
        }

        if (length <= ushort.MaxValue)
        {
            header[1] = SixteenBits;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
            return 4;
        }

        header[1] = SixtyFourBits;
        BinaryPrimitives.WriteInt64BigEndian(header[2..], length);
        return BytesMax;
    }
}
