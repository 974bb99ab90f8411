using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Works out what a client that stands at a position needs to hold the top of a book as it is now. Scratch memory of the
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

    /// <summary>Collects the delta from a position that the book's journal covers to the newest one.</summary>
    public void Collect(OrderBook book, int depth, Position from, Position to)
    {
        var journal = book.Journal;
        EnsureLength(ref _changes, journal.TouchesBetween(from.Number, to.Number));
        var changes = _changes.AsSpan(0, journal.CopyChanges(from.Number, to.Number, Side.Bid, _changes));
        _bidCount = CollectSide(book.Bids, depth, changes, from.BidEdge, to.BidEdge, ref _bids);
        changes = _changes.AsSpan(0, journal.CopyChanges(from.Number, to.Number, Side.Ask, _changes));
        _askCount = CollectSide(book.Asks, depth, changes, from.AskEdge, to.AskEdge, ref _asks);
    }

    /// <summary>Collects all that a client with this depth holds.</summary>
    public void CollectAll(OrderBook book, int depth)
    {
        _bidCount = CollectWhole(book.Bids, depth, ref _bids);
        _askCount = CollectWhole(book.Asks, depth, ref _asks);
    }

    /// <remarks>
    /// Three kinds of levels. Changed and within what the client holds (at or above its edge): sent, unless back to what
    /// it was, or pushed beyond the depth by better ones, which the client's own truncation drops. Within it but below
    /// the edge: moved in because better ones went, sent in full. All others: none of this client's business.
    /// </remarks>
    private static int CollectSide(
        BookSide side, int depth, ReadOnlySpan<LevelChange> changes, long edge, long newEdge, ref PriceLevel[] levels)
    {
        var held = side.CountWithin(depth);
        EnsureLength(ref levels, changes.Length + held);
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

        for (var rank = FirstBelow(side, held, edge); rank < held; rank++)
        {
            levels[count++] = side[rank];
        }

        return count;
    }

    private static int FirstBelow(BookSide side, int held, long edge)
    {
        var rank = held;
        while (rank > 0 && side.KeyAt(rank - 1) < edge)
        {
            rank--;
        }

        return rank;
    }

    private static int CollectWhole(BookSide side, int depth, ref PriceLevel[] levels)
    {
        var held = side.CountWithin(depth);
        EnsureLength(ref levels, held);
        for (var rank = 0; rank < held; rank++)
        {
            levels[rank] = side[rank];
        }

        return held;
    }

    private static void EnsureLength<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
        }
    }
}
