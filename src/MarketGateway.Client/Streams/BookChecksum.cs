using System.Buffers.Binary;
using System.IO.Hashing;

namespace MarketGateway.Client;

/// <summary>
/// The checksum of schemas/wire, section 2: CRC-32 (IEEE 802.3) over the best 10 levels of each side, bids first, each
/// as price and size, and the number of orders where the stream has them, in 64-bit little-endian.
/// </summary>
internal static class BookChecksum
{
    private const int LevelsMax = 10;
    private const int LevelBytesMax = 24;

    public static uint Of(BookSide bids, BookSide asks, bool hasOrders = false)
    {
        Span<byte> bytes = stackalloc byte[2 * LevelsMax * LevelBytesMax];
        var length = Write(bids, hasOrders, bytes);
        length += Write(asks, hasOrders, bytes[length..]);
        return Crc32.HashToUInt32(bytes[..length]);
    }

    private static int Write(BookSide side, bool hasOrders, Span<byte> bytes)
    {
        var levelBytes = hasOrders ? LevelBytesMax : 16;
        var levels = Math.Min(side.Count, LevelsMax);
        for (var i = 0; i < levels; i++)
        {
            var level = side[i];
            var at = bytes[(i * levelBytes)..];
            BinaryPrimitives.WriteInt64LittleEndian(at, level.Price);
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], level.Size);
            if (hasOrders)
            {
                BinaryPrimitives.WriteInt64LittleEndian(at[16..], level.Orders);
            }
        }

        return levels * levelBytes;
    }
}
