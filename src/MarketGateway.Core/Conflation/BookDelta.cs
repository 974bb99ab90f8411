using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Works out what a client that stands at a cursor needs to hold the top of a book as it is now. Scratch memory of the
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

    /// <summary>Collects the delta from a cursor that the journal covers.</summary>
    public void Collect(OrderBook book, StreamCursor cursor, int depth)
    {
        var changesMax = book.Journal.TouchesAfter(cursor.Number);
        EnsureLength(ref _changes, changesMax);
        var changes = _changes.AsSpan(0, book.Journal.CopyChanges(cursor.Number, Side.Bid, _changes));
        _bidCount = CollectSide(book.Bids, changes, cursor.BidEdge, depth, ref _bids);
        changes = _changes.AsSpan(0, book.Journal.CopyChanges(cursor.Number, Side.Ask, _changes));
        _askCount = CollectSide(book.Asks, changes, cursor.AskEdge, depth, ref _asks);
    }

    /// <summary>Collects the whole window.</summary>
    public void CollectAll(OrderBook book, int depth)
    {
        _bidCount = CollectWindow(book.Bids, depth, ref _bids);
        _askCount = CollectWindow(book.Asks, depth, ref _asks);
    }

    /// <remarks>
    /// Three kinds of levels. Changed and within what the client holds (at or above its edge): told, unless back to what
    /// it was, or pushed out of the window by better ones, which the client's own truncation drops. In the window now
    /// but below the edge: moved in because better ones went, told in full. All others: none of this client's business.
    /// </remarks>
    private static int CollectSide(
        BookSide side, ReadOnlySpan<LevelChange> changes, long edge, int depth, ref PriceLevel[] levels)
    {
        var window = side.CountWithin(depth);
        EnsureLength(ref levels, changes.Length + window);
        var newEdge = side.EdgeKey(depth);
        var count = 0;
        foreach (var change in changes)
        {
            if (change.Key < edge)
            {
                break;
            }

            var size = side.SizeAt(change.Key);
            if (size != change.PreviousSize && (size == 0 || change.Key >= newEdge))
            {
                levels[count++] = new PriceLevel(side.PriceOf(change.Key), size);
            }
        }

        for (var rank = FirstBelow(side, edge, window); rank < window; rank++)
        {
            levels[count++] = side[rank];
        }

        return count;
    }

    private static int FirstBelow(BookSide side, long edge, int window)
    {
        var rank = window;
        while (rank > 0 && side.KeyAt(rank - 1) < edge)
        {
            rank--;
        }

        return rank;
    }

    private static int CollectWindow(BookSide side, int depth, ref PriceLevel[] levels)
    {
        var count = side.CountWithin(depth);
        EnsureLength(ref levels, count);
        for (var rank = 0; rank < count; rank++)
        {
            levels[rank] = side[rank];
        }

        return count;
    }

    private static void EnsureLength<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
        }
    }
}
