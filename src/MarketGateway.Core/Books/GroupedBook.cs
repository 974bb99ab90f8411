namespace MarketGateway.Core.Books;

/// <summary>
/// A book seen through coarser prices: levels summed up to multiples of a step, bids rounded down, asks rounded up, so
/// that it never looks better than it is. Brought up to its source when somebody looks, from what the source's journal
/// has since, and not with each update: however many groupings there are, the feed does nothing for them. Used under the
/// gate of the source's channel.
/// </summary>
/// <remarks>
/// Its sizes and prices are those of the wire: a sum beyond 2^53 - 1 is shown as that, and the outermost group of a side
/// ends there, so that it is narrower than the others.
/// </remarks>
/// <param name="step">The price step, in the symbol's price units; above 1.</param>
public sealed class GroupedBook(long step)
{
    private readonly LargeGroups _largeBids = new();
    private readonly LargeGroups _largeAsks = new();
    private LevelChange[] _changes = new LevelChange[16];
    private GroupChange[] _groups = new GroupChange[16];
    private OrderBook? _source;
    private long _step = step;
    private long _number;

    public BookSide Bids { get; } = new(Side.Bid);

    public BookSide Asks { get; } = new(Side.Ask);

    /// <summary>Goes on with another step, since the source's prices have another scale.</summary>
    public void Restart(long step) => (_step, _source) = (step, null);

    /// <summary>Becomes what the source is now.</summary>
    public void Follow(OrderBook source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var newest = source.Journal.Updates.Newest;
        if (source != _source || !source.Journal.Covers(_number))
        {
            Rebuild(source, Side.Bid);
            Rebuild(source, Side.Ask);
        }
        else if (newest != _number)
        {
            FollowSide(source, Side.Bid);
            FollowSide(source, Side.Ask);
        }

        (_source, _number) = (source, newest);
    }

    /// <summary>
    /// Copies the groups of one side that updates after a number touched, best first, each with the size that it had at
    /// the number; returns how many. The span must hold what <see cref="BookJournal.TouchesBetween"/> says.
    /// </summary>
    public int CopyChanges(OrderBook source, long number, Side side, Span<LevelChange> changes)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (groups, large) = SideOf(side);
        var count = SumChanges(source, side, number);
        for (var at = 0; at < count; at++)
        {
            var (key, difference) = _groups[at];
            var before = large.SumOf(groups.PriceOf(key), groups.SizeAt(key)) - difference;
            changes[at] = new LevelChange(key, (long)Int128.Min(before, WireInteger.Max));
        }

        return count;
    }

    /// <summary>
    /// Sums up how many orders stand at the levels of a group; 0 where that is not known of one of them. When somebody
    /// looks, and not kept: few ask for it.
    /// </summary>
    public long OrdersAt(BookSide levels, Side side, long price)
    {
        ArgumentNullException.ThrowIfNull(levels);
        var sum = 0L;
        for (var rank = levels.RankFrom(levels.KeyOf(price)); levels.HasOrders && rank >= 0; rank--)
        {
            var key = levels.KeyAt(rank);
            if (Round(side, levels.PriceOf(key)) != price)
            {
                break;
            }

            var orders = levels.OrdersAt(key);
            if (orders == 0)
            {
                return 0;
            }

            sum += orders;
        }

        return sum;
    }

    private void FollowSide(OrderBook source, Side side)
    {
        var (groups, large) = SideOf(side);
        var count = SumChanges(source, side, _number);
        foreach (var (key, difference) in _groups.AsSpan(0, count))
        {
            var price = groups.PriceOf(key);
            groups.Set(price, large.SizeOf(price, large.SumOf(price, groups.SizeAt(key)) + difference), out _);
        }
    }

    /// <summary>Sums up, by group, how sizes differ from what they were at a number; their levels stand together.</summary>
    private int SumChanges(OrderBook source, Side side, long number)
    {
        ref readonly var journal = ref source.Journal;
        var touches = journal.TouchesBetween(number, journal.Updates.Newest);
        if (_changes.Length < touches)
        {
            (_changes, _groups) = (new LevelChange[touches * 2], new GroupChange[touches * 2]);
        }

        var levels = side == Side.Bid ? source.Bids : source.Asks;
        var count = 0;
        foreach (var change in _changes.AsSpan(0, journal.CopyChanges(number, journal.Updates.Newest, side, _changes)))
        {
            var key = levels.KeyOf(Round(side, levels.PriceOf(change.Key)));
            var difference = (Int128)levels.SizeAt(change.Key) - change.PreviousSize;
            if (count > 0 && _groups[count - 1].Key == key)
            {
                _groups[count - 1].Difference += difference;
            }
            else
            {
                _groups[count++] = new GroupChange(key, difference);
            }
        }

        return count;
    }

    private void Rebuild(OrderBook source, Side side)
    {
        var (groups, large) = SideOf(side);
        var levels = side == Side.Bid ? source.Bids : source.Asks;
        groups.Clear();
        large.Clear();

        // Worst first: each new group is the best so far, where nothing has to be moved.
        for (var rank = levels.Count - 1; rank >= 0; rank--)
        {
            var price = Round(side, levels[rank].Price);
            var sum = large.SumOf(price, groups.SizeAt(groups.KeyOf(price))) + levels[rank].Size;
            groups.Set(price, large.SizeOf(price, sum), out _);
        }
    }

    private (BookSide Groups, LargeGroups Large) SideOf(Side side) =>
        side == Side.Bid ? (Bids, _largeBids) : (Asks, _largeAsks);

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

    private record struct GroupChange(long Key, Int128 Difference);
}
