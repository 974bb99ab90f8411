using System.Buffers.Text;

namespace MarketGateway.Core.Mapping;

/// <summary>The id of an order: a whole number, a UUID, or any other text of at most 16 bytes. Two that differ are never one.</summary>
/// <param name="High">Its first half.</param>
/// <param name="Low">Its second half.</param>
/// <param name="Form">Which of the three it is, and how long.</param>
internal readonly record struct OrderId(ulong High, ulong Low, int Form)
{
    private const int TextBytesMax = 16;
    private const int Number = 0;
    private const int Uuid = -1;

    public static bool TryParse(ReadOnlySpan<byte> text, out OrderId id)
    {
        // A zero in front makes another text, and not another number.
        if (text is [>= (byte)'1' and <= (byte)'9', ..] or [(byte)'0']
            && Utf8Parser.TryParse(text, out ulong number, out var read) && read == text.Length)
        {
            id = new OrderId(0, number, Number);
            return true;
        }

        Span<byte> bytes = stackalloc byte[TextBytesMax];
        var form = text.Length;
        if (text.Length == 36 && Utf8Parser.TryParse(text, out Guid uuid, out read) && read == text.Length)
        {
            uuid.TryWriteBytes(bytes);
            form = Uuid;
        }
        else if (text.IsEmpty || text.Length > TextBytesMax)
        {
            id = default;
            return false;
        }
        else
        {
            bytes.Clear();
            text.CopyTo(bytes);
        }

        id = new OrderId(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]), form);
        return true;
    }
}
