using System.Buffers.Text;
using System.IO.Hashing;

namespace MarketGateway.Core.Books;

/// <summary>
/// The checksum that Kraken sends with its books: CRC-32 over the best ten asks, then the best ten bids, each as price and
/// size in decimal digits without point and without zeros in front: the integers that a book is kept in, as text.
/// </summary>
public static class VenueChecksum
{
    private const int LevelsMax = 10;

    /// <summary>A sign and 16 digits.</summary>
    private const int DigitsMax = 17;

    public static uint Compute(OrderBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        Span<byte> text = stackalloc byte[4 * LevelsMax * DigitsMax];
        var length = Append(book.Asks, text);
        length += Append(book.Bids, text[length..]);
        return Crc32.HashToUInt32(text[..length]);
    }

    private static int Append(BookSide side, Span<byte> text)
    {
        var length = 0;
        for (var rank = 0; rank < Math.Min(LevelsMax, side.Count); rank++)
        {
            var level = side[rank];
            Utf8Formatter.TryFormat(level.Price, text[length..], out var written);
            length += written;
            Utf8Formatter.TryFormat(level.Size, text[length..], out written);
            length += written;
        }

        return length;
    }
}
