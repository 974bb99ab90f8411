using System.Buffers;
using System.Net.WebSockets;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.WebSockets;

/// <summary>
/// Reads acknowledgements where they are whole frames at the beginning of what came: each client with a window sends several a
/// second, and the way through web server and WebSocket costs several times what they say. All else is left to these.
/// </summary>
internal sealed class AckFrames(Session session, WireFormat format)
{
    private const byte Last = 0x80;
    private const byte Masked = 0x80;
    private const int MaskBytes = 4;
    private const int HeadBytes = 2 + MaskBytes;

    /// <summary>No acknowledgement is longer that is read without a document.</summary>
    private const int PayloadBytesMax = 64;

    private readonly byte _first = (byte)(Last | (Subprotocol.MessageTypeOf(format) == WebSocketMessageType.Text ? 1 : 2));

    /// <summary>Carries out those at the beginning; returns how many bytes they are.</summary>
    public int Consume(ReadOnlySequence<byte> received)
    {
        var bytes = received.FirstSpan;
        var consumed = 0;
        Span<byte> payload = stackalloc byte[PayloadBytesMax];
        while (TryUnmask(bytes[consumed..], payload, out var length)
            && AckReader.TryRead(payload[..length], format, out var flush) && session.TryAcknowledge(flush))
        {
            consumed += HeadBytes + length;
        }

        return consumed;
    }

    private bool TryUnmask(ReadOnlySpan<byte> frame, Span<byte> payload, out int length)
    {
        length = frame.Length < HeadBytes ? 0 : frame[1] & ~Masked;
        if (length is 0 or > PayloadBytesMax || frame.Length < HeadBytes + length
            || frame[0] != _first || (frame[1] & Masked) == 0)
        {
            return false;
        }

        for (var at = 0; at < length; at++)
        {
            payload[at] = (byte)(frame[HeadBytes + at] ^ frame[2 + (at % MaskBytes)]);
        }

        return true;
    }
}
