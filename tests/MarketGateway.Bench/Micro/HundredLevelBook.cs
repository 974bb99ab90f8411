using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Bench.Micro;

/// <summary>
/// The load of the micro benchmarks: a book of 100 levels per side and deltas of 5 levels near its top. Sizes differ from
/// delta to delta, levels come and go, so that no update is a repetition.
/// </summary>
internal sealed class HundredLevelBook
{
    public const int LevelsPerSide = 100;

    private const int DeltaCount = 64;
    private const long BestBid = 475_000;
    private const long TickSize = 25;

    public HundredLevelBook()
    {
        Snapshot.Reset(FeedUpdateKind.BookSnapshot);
        Snapshot.PriceScale = 2;
        for (var level = 0; level < LevelsPerSide; level++)
        {
            Snapshot.AddBid(new PriceLevel(Bid(level), 10 + level));
            Snapshot.AddAsk(new PriceLevel(Ask(level), 10 + level));
        }

        Deltas = [.. Enumerable.Range(0, DeltaCount).Select(Delta)];
    }

    public FeedUpdate Snapshot { get; } = new();

    /// <summary>Gets deltas to be applied round and round.</summary>
    public FeedUpdate[] Deltas { get; }

    public FeedUpdate DeltaAt(long index) => Deltas[index & (DeltaCount - 1)];

    /// <summary>Gets the book after so many deltas as a plain dictionary has it, and compares; throws when it differs.</summary>
    public void Check(OrderBook book, long applied)
    {
        CheckSide(book.Bids, Snapshot.Bids.ToArray(), update => update.Bids.ToArray(), applied);
        CheckSide(book.Asks, Snapshot.Asks.ToArray(), update => update.Asks.ToArray(), applied);
    }

    private static long Bid(int level) => BestBid - (level * TickSize);

    private static long Ask(int level) => BestBid + TickSize + (level * TickSize);

    /// <summary>Three sizes change; one level within the best ten goes, and the one that went before comes back.</summary>
    private static FeedUpdate Delta(int index)
    {
        var delta = new FeedUpdate();
        delta.Reset(FeedUpdateKind.BookDelta);
        delta.PriceScale = 2;
        delta.OccurredAt = index;
        delta.AddBid(new PriceLevel(Bid(0), 1 + index));
        delta.AddBid(new PriceLevel(Bid(3), 100 + index));
        delta.AddAsk(new PriceLevel(Ask(0), 1 + index));
        delta.AddAsk(new PriceLevel(Ask(5), index % 2 == 0 ? 0 : 7));
        delta.AddAsk(new PriceLevel(Ask(7), index % 2 == 0 ? 7 : 0));
        return delta;
    }

    private void CheckSide(BookSide side, PriceLevel[] snapshot, Func<FeedUpdate, PriceLevel[]> levelsOf, long applied)
    {
        var expected = snapshot.ToDictionary(level => level.Price, level => level.Size);

        // The load repeats itself: the last round decides.
        for (var index = Math.Max(0, applied - DeltaCount); index < applied; index++)
        {
            foreach (var level in levelsOf(DeltaAt(index)))
            {
                expected[level.Price] = level.Size;
            }
        }

        var isSame = side.Count == expected.Values.Count(size => size > 0) &&
            expected.All(level => side.SizeAt(side.KeyOf(level.Key)) == level.Value);
        if (!isSame)
        {
            throw new InvalidOperationException($"after {applied} deltas the book is not what it should be");
        }
    }
}
