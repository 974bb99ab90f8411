using System.Buffers.Binary;
using System.IO.Hashing;

namespace MarketGateway.Client;

/// <summary>
/// The checksum of schemas/wire, section 2, over a quote: CRC-32 (IEEE 802.3) over the values of the fields that a stream
/// has, in the order of their bits, each in 64-bit little-endian.
/// </summary>
internal static class QuoteChecksum
{
    /// <summary>What a field without a value counts as.</summary>
    private const long NoValue = long.MinValue;

    /// <param name="values">By bit; null: no value.</param>
    /// <param name="fields">The fields of the stream.</param>
    public static uint Of(ReadOnlySpan<long?> values, QuoteFields fields)
    {
        Span<byte> bytes = stackalloc byte[QuoteFieldList.Count * sizeof(long)];
        var length = 0;
        for (var bit = 0; bit < QuoteFieldList.Count; bit++)
        {
            if (((int)fields & (1 << bit)) != 0)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes[length..], values[bit] ?? NoValue);
                length += sizeof(long);
            }
        }

        return Crc32.HashToUInt32(bytes[..length]);
    }
}
