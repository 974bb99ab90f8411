namespace MarketGateway.Core.Books;

/// <summary>
/// The price levels of one symbol and the journal of what changed. Applied to by one feed thread; read by session
/// flushes; both under the gate of the channel that owns it.
/// </summary>
public sealed class OrderBook(int journalLengthMax, long firstNumber = 1)
{
    private BookJournal _journal = new(journalLengthMax, firstNumber);
    private long[] _snapshotKeys = [];

    public BookSide Bids { get; } = new(Side.Bid);

    public BookSide Asks { get; } = new(Side.Ask);

    public ref readonly BookJournal Journal => ref _journal;

    /// <summary>
    /// Gets or sets how many levels per side the venue tells of: what falls behind is gone without being said. 0: all.
    /// </summary>
    public int Depth { get; set; }

    /// <summary>Gets a value indicating whether a record has told how many orders stand at a level.</summary>
    public bool HasOrders => Bids.HasOrders || Asks.HasOrders;

    /// <summary>Gets a value indicating whether the best bid is above the best ask.</summary>
    public bool IsCrossed => Bids.Count > 0 && Asks.Count > 0 && Bids[0].Price > Asks[0].Price;

    /// <summary>Gets a value indicating whether the best bid equals the best ask.</summary>
    public bool IsLocked => Bids.Count > 0 && Asks.Count > 0 && Bids[0].Price == Asks[0].Price;

    /// <summary>Applies a delta: each level is the new total size at its price, 0 removes it.</summary>
    /// <param name="version">The version of the update.</param>
    /// <param name="occurredAt">When it occurred.</param>
    /// <param name="bids">The bids.</param>
    /// <param name="asks">The asks.</param>
    /// <param name="bidOrders">How many orders stand at each bid, 0: not known; empty: of none.</param>
    /// <param name="askOrders">The same of the asks.</param>
    public BookTouch ApplyDelta(
        long version,
        long occurredAt,
        ReadOnlySpan<PriceLevel> bids,
        ReadOnlySpan<PriceLevel> asks,
        ReadOnlySpan<int> bidOrders = default,
        ReadOnlySpan<int> askOrders = default)
    {
        _journal.BeginUpdate(version, occurredAt);
        var bidRank = SetLevels(Side.Bid, Bids, bids, bidOrders);
        return End(new BookTouch(bidRank, SetLevels(Side.Ask, Asks, asks, askOrders)));
    }

    /// <summary>
    /// Applies a delta whose sizes are changes of what is there. False when one would go below 0 or beyond 2^53: the level
    /// is gone then, or as it was, and the book not right.
    /// </summary>
    public bool ApplyChanges(
        long version, long occurredAt, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, out BookTouch touch)
    {
        _journal.BeginUpdate(version, occurredAt);
        var isRight = true;
        var bidRank = ChangeLevels(Side.Bid, Bids, bids, ref isRight);
        var askRank = ChangeLevels(Side.Ask, Asks, asks, ref isRight);
        touch = End(new BookTouch(bidRank, askRank));
        return isRight;
    }

    /// <summary>
    /// Replaces the book. Only what differs is journalled, so a repeated snapshot of a book that was right touches
    /// nothing, and a client across it gets a delta as always.
    /// </summary>
    public BookTouch ApplySnapshot(
        long version,
        long occurredAt,
        ReadOnlySpan<PriceLevel> bids,
        ReadOnlySpan<PriceLevel> asks,
        ReadOnlySpan<int> bidOrders = default,
        ReadOnlySpan<int> askOrders = default)
    {
        _journal.BeginUpdate(version, occurredAt);
        var bidRank = Math.Min(RemoveAbsent(Side.Bid, Bids, bids), SetLevels(Side.Bid, Bids, bids, bidOrders));
        var askRank = Math.Min(RemoveAbsent(Side.Ask, Asks, asks), SetLevels(Side.Ask, Asks, asks, askOrders));
        return End(new BookTouch(bidRank, askRank));
    }

    /// <summary>
    /// Makes the same book in finer scales, whose updates are numbered on and of which no delta is remembered; null when a
    /// level would pass 2^53.
    /// </summary>
    /// <param name="priceDigits">How many digits the prices get.</param>
    /// <param name="sizeDigits">How many digits the sizes get.</param>
    internal OrderBook? TryRefine(int priceDigits, int sizeDigits)
    {
        var refined = new OrderBook(journalLengthMax, Journal.Updates.Newest + 1);
        return TryRefine(Bids, refined.Bids, priceDigits, sizeDigits) && TryRefine(Asks, refined.Asks, priceDigits, sizeDigits)
            ? refined
            : null;
    }

    private static bool TryRefine(BookSide from, BookSide to, int priceDigits, int sizeDigits)
    {
        for (var rank = from.Count - 1; rank >= 0; rank--)
        {
            var (price, size) = from[rank];
            if (!DecimalScale.TryRefine(ref price, priceDigits) || !DecimalScale.TryRefine(ref size, sizeDigits))
            {
                return false;
            }

            to.Set(price, size, out _);
            to.SetOrders(price, from.OrdersAt(from.KeyAt(rank)));
        }

        return true;
    }

    private BookTouch End(BookTouch touch)
    {
        if (Depth > 0)
        {
            touch = new BookTouch(
                Math.Min(touch.BidRank, Truncate(Side.Bid, Bids)), Math.Min(touch.AskRank, Truncate(Side.Ask, Asks)));
        }

        return touch;
    }

    /// <summary>Removes what lies behind the depth; returns how near to the best price that reached.</summary>
    private int Truncate(Side side, BookSide levels)
    {
        var nearest = BookTouch.None;
        while (levels.Count > Depth)
        {
            nearest = levels.Count - 1;
            SetLevel(side, levels, levels[nearest].Price, 0);
        }

        return nearest;
    }

    private int ChangeLevels(Side side, BookSide levels, ReadOnlySpan<PriceLevel> changes, ref bool isRight)
    {
        var nearest = BookTouch.None;
        foreach (var change in changes)
        {
            var before = levels.SizeAt(levels.KeyOf(change.Price));
            var size = before + change.Size;
            isRight &= size is >= 0 and <= WireInteger.Max;
            size = size > WireInteger.Max ? before : Math.Max(0, size);
            nearest = Math.Min(nearest, SetLevel(side, levels, change.Price, size));
            if (levels.HasOrders && size != before)
            {
                levels.SetOrders(change.Price, 0);
            }
        }

        return nearest;
    }

    private int SetLevels(Side side, BookSide levels, ReadOnlySpan<PriceLevel> updates, ReadOnlySpan<int> orders)
    {
        if (!orders.IsEmpty || levels.HasOrders)
        {
            return SetCountedLevels(side, levels, updates, orders);
        }

        var nearest = BookTouch.None;
        foreach (var update in updates)
        {
            nearest = Math.Min(nearest, SetLevel(side, levels, update.Price, update.Size));
        }

        return nearest;
    }

    /// <summary>Sets levels of a side whose orders are counted; where a record tells none they are not known.</summary>
    private int SetCountedLevels(Side side, BookSide levels, ReadOnlySpan<PriceLevel> updates, ReadOnlySpan<int> orders)
    {
        var nearest = BookTouch.None;
        for (var at = 0; at < updates.Length; at++)
        {
            var (price, size) = updates[at];
            var rank = SetLevel(side, levels, price, size);
            if (size != 0)
            {
                var countRank = levels.SetOrders(price, orders.IsEmpty ? 0 : orders[at]);
                if (countRank != BookSide.Unchanged && rank == BookTouch.None)
                {
                    _journal.TouchOrders(side, levels.KeyOf(price), size);
                    rank = countRank;
                }
            }

            nearest = Math.Min(nearest, rank);
        }

        return nearest;
    }

    /// <summary>Sets one level within the current update; returns how near to the best price that reached.</summary>
    internal int SetLevel(Side side, BookSide levels, long price, long size)
    {
        var rank = levels.Set(price, size, out var previousSize);
        if (rank == BookSide.Unchanged)
        {
            return BookTouch.None;
        }

        _journal.Touch(side, levels.KeyOf(price), previousSize);
        return rank;
    }

    private int RemoveAbsent(Side side, BookSide levels, ReadOnlySpan<PriceLevel> snapshot)
    {
        if (levels.Count == 0)
        {
            return BookTouch.None;
        }

        var present = SortedKeys(levels, snapshot);
        var nearest = BookTouch.None;
        for (var rank = levels.Count - 1; rank >= 0; rank--)
        {
            var key = levels.KeyAt(rank);
            if (present.BinarySearch(key) < 0)
            {
                levels.Set(levels.PriceOf(key), 0, out var previousSize);
                _journal.Touch(side, key, previousSize);
                nearest = rank;
            }
        }

        return nearest;
    }

    private Span<long> SortedKeys(BookSide levels, ReadOnlySpan<PriceLevel> snapshot)
    {
        if (_snapshotKeys.Length < snapshot.Length)
        {
            _snapshotKeys = new long[snapshot.Length];
        }

        var keys = _snapshotKeys.AsSpan(0, snapshot.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = levels.KeyOf(snapshot[i].Price);
        }

        keys.Sort();
        return keys;
    }
}
