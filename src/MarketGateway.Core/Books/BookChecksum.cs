using System.Buffers.Binary;
using System.IO.Hashing;

namespace MarketGateway.Core.Books;

/// <summary>
/// The checksum of schemas/wire: CRC-32 (IEEE 802.3) over the best levels of each side that a client holds, bids first,
/// best first, each as price and size in 64-bit little-endian; where a stream shows them, the number of orders too. A
/// function of state, not of path: right under any conflation.
/// </summary>
public static class BookChecksum
{
    /// <summary>How many levels of each side are covered: what nearly every client looks at, at a bounded cost.</summary>
    public const int LevelsMax = 10;

    private const int BytesPerLevel = 16;
    private const int BytesPerCountedLevel = 24;

    /// <param name="bids">The bids.</param>
    /// <param name="asks">The asks.</param>
    /// <param name="depth">How many levels per side the client holds; 0 for all.</param>
    public static uint Compute(BookSide bids, BookSide asks, int depth)
    {
        ArgumentNullException.ThrowIfNull(bids);
        ArgumentNullException.ThrowIfNull(asks);
        Span<byte> bytes = stackalloc byte[2 * LevelsMax * BytesPerLevel];
        var levels = depth == 0 ? LevelsMax : Math.Min(depth, LevelsMax);
        var length = Append(bids, levels, bytes);
        length += Append(asks, levels, bytes[length..]);
        return Crc32.HashToUInt32(bytes[..length]);
    }

    /// <param name="bids">The bids.</param>
    /// <param name="asks">The asks.</param>
    /// <param name="depth">How many levels per side the client holds; 0 for all.</param>
    /// <param name="orders">How many orders stand at each.</param>
    public static uint Compute(BookSide bids, BookSide asks, int depth, LevelOrders orders)
    {
        ArgumentNullException.ThrowIfNull(bids);
        ArgumentNullException.ThrowIfNull(asks);
        Span<byte> bytes = stackalloc byte[2 * LevelsMax * BytesPerCountedLevel];
        var levels = depth == 0 ? LevelsMax : Math.Min(depth, LevelsMax);
        var length = Append(bids, Side.Bid, levels, orders, bytes);
        length += Append(asks, Side.Ask, levels, orders, bytes[length..]);
        return Crc32.HashToUInt32(bytes[..length]);
    }

    private static int Append(BookSide levels, Side side, int levelsMax, LevelOrders orders, Span<byte> bytes)
    {
        var count = Math.Min(levelsMax, levels.Count);
        for (var rank = 0; rank < count; rank++)
        {
            var (price, size) = levels[rank];
            var at = bytes[(rank * BytesPerCountedLevel)..];
            BinaryPrimitives.WriteInt64LittleEndian(at, price);
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], size);
            BinaryPrimitives.WriteInt64LittleEndian(at[16..], orders.At(side, price));
        }

        return count * BytesPerCountedLevel;
    }

    private static int Append(BookSide side, int levelsMax, Span<byte> bytes)
    {
        var count = Math.Min(levelsMax, side.Count);
        for (var rank = 0; rank < count; rank++)
        {
            var level = side[rank];
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(rank * BytesPerLevel)..], level.Price);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[((rank * BytesPerLevel) + 8)..], level.Size);
        }

        return count * BytesPerLevel;
    }
}
