namespace MarketGateway.Core.Books;

/// <summary>
/// A book seen through coarser prices: levels summed up to multiples of a step, bids rounded down, asks rounded up, so
/// that it never looks better than it is. A book of its own, with a journal of its own, that follows its source update by
/// update under the same numbers. Owned by the channel of the source, under its gate.
/// </summary>
/// <remarks>
/// Its sizes and prices are those of the wire: a sum beyond 2^53 - 1 is shown as that, and the outermost group of a side
/// ends there, so that it is narrower than the others.
/// </remarks>
public sealed class GroupedBook
{
    private long _step;
    private readonly int _journalLengthMax;
    private LevelChange[] _changes = new LevelChange[16];
    private PriceLevel[] _bids = [];
    private PriceLevel[] _asks = [];
    private readonly LargeGroups _largeBids = new();
    private readonly LargeGroups _largeAsks = new();

    /// <param name="source">The book to follow.</param>
    /// <param name="step">The price step, in the symbol's price units; above 1.</param>
    /// <param name="journalLengthMax">As of the source.</param>
    public GroupedBook(OrderBook source, long step, int journalLengthMax)
    {
        _step = step;
        _journalLengthMax = journalLengthMax;
        Book = null!;
        Restart(source);
    }

    public OrderBook Book { get; private set; }

    /// <summary>Gets how near to the best price the last update reached here.</summary>
    public BookTouch LastTouch { get; private set; }

    /// <summary>Begins anew with another step, since the source's prices have another scale.</summary>
    internal void Restart(OrderBook source, long step)
    {
        _step = step;
        Restart(source);
    }

    /// <summary>Begins anew from what the source holds; the account of updates goes on with its numbers.</summary>
    /// <remarks>
    /// The levels are not journalled: what they were before is not known here, and so no delta may begin earlier.
    /// </remarks>
    public void Restart(OrderBook source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Book = new OrderBook(_journalLengthMax, source.Journal.Updates.Newest + 1);
        Fill(Book.Bids, SumBids(source));
        Fill(Book.Asks, SumAsks(source));
    }

    /// <summary>Takes over what the source's last update changed.</summary>
    public void Follow(OrderBook source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var journal = source.Journal;
        var before = journal.Updates.Newest - 1;
        if (!journal.Covers(before))
        {
            Rebuild(source, journal.Updates.Version, journal.Updates.OccurredAt);
            return;
        }

        var touches = journal.TouchesBetween(before, journal.Updates.Newest);
        if (_changes.Length < touches)
        {
            _changes = new LevelChange[touches];
        }

        Book.Journal.BeginUpdate(journal.Updates.Version, journal.Updates.OccurredAt);
        LastTouch = new BookTouch(
            FollowSide(source, Side.Bid, source.Bids, Book.Bids, before),
            FollowSide(source, Side.Ask, source.Asks, Book.Asks, before));
        Book.Journal.EndUpdate(LastTouch);
    }

    private int FollowSide(OrderBook source, Side side, BookSide from, BookSide to, long before)
    {
        var nearest = BookTouch.None;
        var large = LargeOf(side);
        foreach (var change in _changes.AsSpan(0, source.Journal.CopyChanges(before, before + 1, side, _changes)))
        {
            var price = Round(side, from.PriceOf(change.Key));
            var sum = large.SumOf(price, to.SizeAt(to.KeyOf(price))) + from.SizeAt(change.Key) - change.PreviousSize;
            nearest = Math.Min(nearest, Book.SetLevel(side, to, price, large.SizeOf(price, sum)));
        }

        return nearest;
    }

    private static void Fill(BookSide side, ReadOnlySpan<PriceLevel> levels)
    {
        foreach (var level in levels)
        {
            side.Set(level.Price, level.Size, out _);
        }
    }

    private void Rebuild(OrderBook source, long version, long occurredAt) =>
        LastTouch = Book.ApplySnapshot(version, occurredAt, SumBids(source), SumAsks(source));

    private ReadOnlySpan<PriceLevel> SumBids(OrderBook source) => Sum(Side.Bid, source.Bids, ref _bids);

    private ReadOnlySpan<PriceLevel> SumAsks(OrderBook source) => Sum(Side.Ask, source.Asks, ref _asks);

    private LargeGroups LargeOf(Side side) => side == Side.Bid ? _largeBids : _largeAsks;

    /// <summary>Sums a side; its levels are sorted, so those of one group stand together.</summary>
    private ReadOnlySpan<PriceLevel> Sum(Side side, BookSide levels, ref PriceLevel[] groups)
    {
        if (groups.Length < levels.Count)
        {
            groups = new PriceLevel[levels.Count];
        }

        var large = LargeOf(side);
        large.Clear();
        var count = 0;
        for (var rank = 0; rank < levels.Count; rank++)
        {
            var price = Round(side, levels[rank].Price);
            var isSame = count > 0 && groups[count - 1].Price == price;
            var sum = levels[rank].Size + (isSame ? large.SumOf(price, groups[count - 1].Size) : 0);
            count += isSame ? 0 : 1;
            groups[count - 1] = new PriceLevel(price, large.SizeOf(price, sum));
        }

        return groups.AsSpan(0, count);
    }

    private long Round(Side side, long price)
    {
        var remainder = price % _step;
        if (remainder == 0)
        {
            return price;
        }

        var floor = price - remainder - (remainder < 0 ? _step : 0);
        return WireInteger.Clamp(side == Side.Bid ? floor : floor + _step);
    }
}
