using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Works out what a client that stands at a mark needs to hold the top of a book as it is now. Scratch memory of the
/// thread that flushes; valid until the next call on that thread.
/// </summary>
internal sealed class BookDelta
{
    [ThreadStatic]
    private static BookDelta? _instance;

    private LevelChange[] _changes = new LevelChange[64];
    private PriceLevel[] _bids = new PriceLevel[64];
    private PriceLevel[] _asks = new PriceLevel[64];
    private int _bidCount;
    private int _askCount;

    public static BookDelta OfThisThread => _instance ??= new BookDelta();

    public ReadOnlySpan<PriceLevel> Bids => _bids.AsSpan(0, _bidCount);

    public ReadOnlySpan<PriceLevel> Asks => _asks.AsSpan(0, _askCount);

    public int LevelCount => _bidCount + _askCount;

    /// <summary>Collects the delta from a mark that the journal covers.</summary>
    public void Collect(BookJournal journal, BookImage image, StreamMark from)
    {
        EnsureLength(ref _changes, journal.TouchesBetween(from.Number, image.Number));
        var changes = _changes.AsSpan(0, journal.CopyChanges(from.Number, image.Number, Side.Bid, _changes));
        _bidCount = CollectSide(image.Bids, changes, from.BidEdge, image.BidEdge, ref _bids);
        changes = _changes.AsSpan(0, journal.CopyChanges(from.Number, image.Number, Side.Ask, _changes));
        _askCount = CollectSide(image.Asks, changes, from.AskEdge, image.AskEdge, ref _asks);
    }

    /// <summary>Collects all that the image shows.</summary>
    public void CollectAll(BookImage image)
    {
        _bidCount = CollectWhole(image.Bids, ref _bids);
        _askCount = CollectWhole(image.Asks, ref _asks);
    }

    /// <remarks>
    /// Three kinds of levels. Changed and within what the client holds (at or above its edge): told, unless back to what
    /// it was, or pushed out of the image by better ones, which the client's own truncation drops. In the image but below
    /// the edge: moved in because better ones went, told in full. All others: none of this client's business.
    /// </remarks>
    private static int CollectSide(
        BookSide side, ReadOnlySpan<LevelChange> changes, long edge, long newEdge, ref PriceLevel[] levels)
    {
        EnsureLength(ref levels, changes.Length + side.Count);
        var count = 0;
        foreach (var change in changes)
        {
            if (change.Key < edge)
            {
                break;
            }

            var size = side.SizeAt(change.Key);
            if (size != change.PreviousSize && change.Key >= newEdge)
            {
                levels[count++] = new PriceLevel(side.PriceOf(change.Key), size);
            }
        }

        for (var rank = FirstBelow(side, edge); rank < side.Count; rank++)
        {
            levels[count++] = side[rank];
        }

        return count;
    }

    private static int FirstBelow(BookSide side, long edge)
    {
        var rank = side.Count;
        while (rank > 0 && side.KeyAt(rank - 1) < edge)
        {
            rank--;
        }

        return rank;
    }

    private static int CollectWhole(BookSide side, ref PriceLevel[] levels)
    {
        EnsureLength(ref levels, side.Count);
        for (var rank = 0; rank < side.Count; rank++)
        {
            levels[rank] = side[rank];
        }

        return side.Count;
    }

    private static void EnsureLength<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
        }
    }
}
