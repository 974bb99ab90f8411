using System.Globalization;

namespace MarketGateway.Client.Tests.Scripted;

/// <summary>Book messages as a gateway would send them, checksums included.</summary>
internal static class BookScript
{
    public static uint Checksum(BookLevel[] bids, BookLevel[] asks)
    {
        var bidSide = new BookSide(isBid: true);
        var askSide = new BookSide(isBid: false);
        Array.ForEach(bids, bidSide.Apply);
        Array.ForEach(asks, askSide.Apply);
        return BookChecksum.Of(bidSide, askSide);
    }

    public static string Snapshot(long stream, long to, BookLevel[] bids, BookLevel[] asks, string from = "null") =>
        $"[1,{stream},{from},{to},{(from == "null" ? 0 : 1)},1,{Flat(bids)},{Flat(asks)},{Checksum(bids, asks)}]";

    public static string Delta(
        long stream, long from, long to, BookLevel[] bids, BookLevel[] asks, uint checksum, long merged = 1) =>
        $"[2,{stream},{from},{to},{merged},1,{Flat(bids)},{Flat(asks)},{checksum}]";

    private static string Flat(BookLevel[] levels) => "[" + string.Join(',', levels.Select(
        static level => string.Create(CultureInfo.InvariantCulture, $"{level.Price},{level.Size}"))) + "]";
}
