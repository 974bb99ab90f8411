using System.Buffers.Binary;
using System.IO.Hashing;

namespace MarketGateway.Core.Books;

/// <summary>
/// The checksum of schemas/wire over a quote: CRC-32 (IEEE 802.3) over the values of the fields that a client holds, in
/// the order of their bits, each in 64-bit little-endian. A function of state, not of path: right under any conflation.
/// </summary>
public static class QuoteChecksum
{
    /// <param name="quote">The quote; <see cref="Quote.NoValue"/> is what a field without a value counts as.</param>
    /// <param name="fields">The fields that the client's stream has.</param>
    public static uint Compute(Quote quote, QuoteFields fields)
    {
        ArgumentNullException.ThrowIfNull(quote);
        Span<byte> bytes = stackalloc byte[Quote.FieldCount * sizeof(long)];
        var length = 0;
        for (var bits = (int)fields; bits != 0; bits &= bits - 1)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[length..], quote[(QuoteFields)(bits & -bits)]);
            length += sizeof(long);
        }

        return Crc32.HashToUInt32(bytes[..length]);
    }
}
