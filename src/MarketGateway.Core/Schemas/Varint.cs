namespace MarketGateway.Core.Schemas;

/// <summary>Whole numbers of seven bits a byte, as Avro and Protobuf write them.</summary>
internal static class Varint
{
    private const int BytesMax = 10;

    /// <summary>Reads one and goes on behind it; false when it does not end, or is longer than 64 bits.</summary>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        if (!bytes.IsEmpty && bytes[0] < 0x80)
        {
            number = bytes[0];
            bytes = bytes[1..];
            return true;
        }

        number = 0;
        for (var i = 0; i < bytes.Length && i < BytesMax; i++)
        {
            number |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    public static long ZigZag(ulong bits) => (long)(bits >> 1) ^ -(long)(bits & 1);
}
