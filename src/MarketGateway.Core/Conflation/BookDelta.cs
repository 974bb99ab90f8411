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
    private long[] _bidOrders = [];
    private long[] _askOrders = [];
    private int _bidCount;
    private int _askCount;

    public static BookDelta OfThisThread => _instance ??= new BookDelta();

    public ReadOnlySpan<PriceLevel> Bids => _bids.AsSpan(0, _bidCount);

    public ReadOnlySpan<PriceLevel> Asks => _asks.AsSpan(0, _askCount);

    /// <summary>Gets how many orders stand at each of the bids; to be counted first.</summary>
    public ReadOnlySpan<long> BidOrders => _bidOrders.AsSpan(0, _bidCount);

    public ReadOnlySpan<long> AskOrders => _askOrders.AsSpan(0, _askCount);

    public int LevelCount => _bidCount + _askCount;

    /// <summary>Collects the delta from a position that the book's journal covers to the newest one.</summary>
    /// <param name="book">The book.</param>
    /// <param name="grouped">The view of it that is shown; null: the book as it is.</param>
    /// <param name="sides">The sides that are shown.</param>
    /// <param name="depth">How many levels per side; 0 for all.</param>
    /// <param name="from">The position.</param>
    /// <param name="to">The newest one.</param>
    /// <param name="withOrders">
    /// Whether a level is told too where the number of its orders may have changed alone. What it was before nobody
    /// remembers: a level that came back to what it was is told again, which does no harm.
    /// </param>
    public void Collect(
        OrderBook book,
        GroupedBook? grouped,
        (BookSide Bids, BookSide Asks) sides,
        int depth,
        Position from,
        Position to,
        bool withOrders)
    {
        EnsureLength(ref _changes, book.Journal.TouchesBetween(from.Number, to.Number));
        var changes = CopyChanges(book, grouped, Side.Bid, from.Number, to.Number, from.BidEdge);
        var withSame = withOrders && book.Bids.HasOrders;
        _bidCount = CollectSide(sides.Bids, depth, changes, from.BidEdge, to.BidEdge, withSame, ref _bids);
        changes = CopyChanges(book, grouped, Side.Ask, from.Number, to.Number, from.AskEdge);
        withSame = withOrders && book.Asks.HasOrders;
        _askCount = CollectSide(sides.Asks, depth, changes, from.AskEdge, to.AskEdge, withSame, ref _asks);
    }

    /// <summary>Counts the orders of what was collected.</summary>
    public void CountOrders(LevelOrders orders)
    {
        Count(orders, Side.Bid, Bids, ref _bidOrders);
        Count(orders, Side.Ask, Asks, ref _askOrders);
    }

    /// <summary>Collects all that a client with this depth holds.</summary>
    public void CollectAll(BookSide bids, BookSide asks, int depth)
    {
        _bidCount = CollectWhole(bids, depth, ref _bids);
        _askCount = CollectWhole(asks, depth, ref _asks);
    }

    /// <summary>
    /// Finds the key of the worst level of a side that a client with a depth held at an update that the book's journal
    /// covers: what is there now, but for what changed since, as it was.
    /// </summary>
    public long EdgeAt(OrderBook book, BookSide side, Side which, int depth, long number)
    {
        if (depth == 0)
        {
            return BookSide.Unbounded;
        }

        var newest = book.Journal.Updates.Newest;
        EnsureLength(ref _changes, book.Journal.TouchesBetween(number, newest));
        var changes = CopyChanges(book, null, which, number, newest, BookSide.Unbounded);
        var (rank, change) = (0, 0);
        while (rank < side.Count || change < changes.Length)
        {
            var now = rank < side.Count ? side.KeyAt(rank) : BookSide.Unbounded;
            var changed = change < changes.Length ? changes[change].Key : BookSide.Unbounded;
            var wasThere = now > changed || changes[change].PreviousSize > 0;
            rank += now >= changed ? 1 : 0;
            change += changed >= now ? 1 : 0;
            if (wasThere && --depth == 0)
            {
                return Math.Max(now, changed);
            }
        }

        return BookSide.Unbounded;
    }

    private ReadOnlySpan<LevelChange> CopyChanges(
        OrderBook book, GroupedBook? grouped, Side side, long number, long last, long edge) => _changes.AsSpan(
            0,
            grouped?.CopyChanges(book, number, side, _changes)
                ?? book.Journal.CopyChanges(number, last, side, _changes, edge));

    /// <remarks>
    /// Three kinds of levels. Changed and within what the client holds (at or above its edge): sent, unless back to what
    /// it was, or pushed beyond the depth by better ones, which the client's own truncation drops. Within it but below
    /// the edge: moved in because better ones went, sent in full. All others: none of this client's business.
    /// </remarks>
    private static int CollectSide(
        BookSide side,
        int depth,
        ReadOnlySpan<LevelChange> changes,
        long edge,
        long newEdge,
        bool withSameSize,
        ref PriceLevel[] levels)
    {
        var held = side.CountWithin(depth);
        EnsureLength(ref levels, changes.Length + held);
        var count = 0;
        foreach (var change in changes)
        {
            if (change.Key < edge)
            {
                // In a grouped view; of the book itself these were left out.
                break;
            }

            var size = side.SizeAt(change.Key);
            if ((size != change.PreviousSize || (withSameSize && size > 0)) && change.Key >= newEdge)
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

    private static void Count(LevelOrders orders, Side side, ReadOnlySpan<PriceLevel> levels, ref long[] counts)
    {
        EnsureLength(ref counts, levels.Length);
        var areKnown = orders.AreKnown(side);
        for (var at = 0; at < levels.Length; at++)
        {
            counts[at] = areKnown && levels[at].Size > 0 ? orders.At(side, levels[at].Price) : 0;
        }
    }

    private static void EnsureLength<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
        }
    }
}
