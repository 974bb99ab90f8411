using System.Buffers.Binary;
using System.Buffers.Text;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Reads acknowledgements as clients write them, without the detour of a document: they come with every flush. Whatever
/// else a client may write is read by <see cref="RequestReader"/>.
/// </summary>
public static class AckReader
{
    /// <summary>{"op": "ack", "flush": up to the number, as MessagePack.</summary>
    private static ReadOnlySpan<byte> MessagePackHead =>
    [
        0x82, 0xA2, (byte)'o', (byte)'p', 0xA3, (byte)'a', (byte)'c', (byte)'k',
        0xA5, (byte)'f', (byte)'l', (byte)'u', (byte)'s', (byte)'h',
    ];

    private static ReadOnlySpan<byte> JsonHead => "{\"op\":\"ack\",\"flush\":"u8;

    public static bool TryRead(ReadOnlySpan<byte> message, WireFormat format, out long flush) =>
        format == WireFormat.Json ? TryReadJson(message, out flush) : TryReadMessagePack(message, out flush);

    private static bool TryReadJson(ReadOnlySpan<byte> message, out long flush)
    {
        flush = 0;
        if (!message.StartsWith(JsonHead))
        {
            return false;
        }

        // No sign and no leading zero: those are for the reader that says what is wrong.
        var rest = message[JsonHead.Length..];
        return rest.Length is > 1 and < 17 && rest[0] is >= (byte)'1' and <= (byte)'9'
            && Utf8Parser.TryParse(rest, out flush, out var length)
            && length == rest.Length - 1 && rest[length] == (byte)'}';
    }

    private static bool TryReadMessagePack(ReadOnlySpan<byte> message, out long flush)
    {
        flush = 0;
        if (!message.StartsWith(MessagePackHead))
        {
            return false;
        }

        var rest = message[MessagePackHead.Length..];
        switch (rest.Length)
        {
            case 1 when rest[0] < 0x80:
                flush = rest[0];
                return true;
            case 2 when rest[0] == 0xCC:
                flush = rest[1];
                return true;
            case 3 when rest[0] == 0xCD:
                flush = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
                return true;
            case 5 when rest[0] == 0xCE:
                flush = BinaryPrimitives.ReadUInt32BigEndian(rest[1..]);
                return true;
            default:
                return false;
        }
    }
}
