using System.Buffers.Binary;
using System.IO.Hashing;

namespace MarketGateway.Client;

/// <summary>
/// The checksum of schemas/wire, section 2: CRC-32 (IEEE 802.3) over the best 10 levels of each side, bids first, each
/// as price and size in 64-bit little-endian.
/// </summary>
internal static class BookChecksum
{
    private const int LevelsMax = 10;
    private const int LevelBytes = 16;

    public static uint Of(BookSide bids, BookSide asks)
    {
        Span<byte> bytes = stackalloc byte[2 * LevelsMax * LevelBytes];
        var length = Write(bids, bytes);
        length += Write(asks, bytes[length..]);
        return Crc32.HashToUInt32(bytes[..length]);
    }

    private static int Write(BookSide side, Span<byte> bytes)
    {
        var levels = Math.Min(side.Count, LevelsMax);
        for (var i = 0; i < levels; i++)
        {
            var level = side[i];
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(i * LevelBytes)..], level.Price);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[((i * LevelBytes) + 8)..], level.Size);
        }

        return levels * LevelBytes;
    }
}
