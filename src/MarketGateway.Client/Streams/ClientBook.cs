namespace MarketGateway.Client;

/// <summary>
/// The book of one symbol, cut to the subscribed depth, whose checksum was compared at every message.
/// </summary>
public sealed class ClientBook : ClientStream
{
    private readonly BookSide _bids = new(isBid: true);
    private readonly BookSide _asks = new(isBid: false);
    private bool _isProven;
    private bool _isShort;

    /// <summary>Whether what is held says how many orders stand at a level: the last message decides, not the terms.</summary>
    private bool _hasOrders;

    internal ClientBook(string symbol)
        : base(symbol, MarketChannel.Book)
    {
    }

    /// <summary>Gets the best bid; null when the side is empty.</summary>
    public BookLevel? BestBid
    {
        get
        {
            lock (Gate)
            {
                return _bids.Count > 0 ? _bids[0] : null;
            }
        }
    }

    /// <summary>Gets the best ask; null when the side is empty.</summary>
    public BookLevel? BestAsk
    {
        get
        {
            lock (Gate)
            {
                return _asks.Count > 0 ? _asks[0] : null;
            }
        }
    }

    /// <summary>The book as it stands at one version: a copy that stays as it is.</summary>
    /// <param name="levels">At most this many levels of each side, best first; all by default.</param>
    public BookView View(int levels = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(levels);
        lock (Gate)
        {
            return new BookView(
                Symbol,
                Version,
                State,
                _bids.Best(levels),
                _asks.Best(levels),
                BookChecksum.Of(_bids, _asks, _hasOrders));
        }
    }

    // Before the next message has filled up a depth that was raised, the edges would say that the book ends there.
    private protected override bool IsResumableNeedsLock => _isProven && !_isShort;

    private protected override bool IsOfThisChannel(MessageKind kind) =>
        kind is MessageKind.BookSnapshot or MessageKind.BookDelta
            or MessageKind.BookSnapshotWithOrders or MessageKind.BookDeltaWithOrders;

    private protected override ResumePoint ResumeNeedsLock(long version)
    {
        // After a depth was lowered the rest goes with the next message; what is offered must be without it.
        Truncate(_bids);
        Truncate(_asks);
        return new ResumePoint(version, Edge(_bids), Edge(_asks), Terms.Generation);
    }

    private protected override void ChangeTermsNeedsLock(StreamTerms before) =>
        _isShort |= before.Depth != 0 && (Terms.Depth == 0 || Terms.Depth > before.Depth);

    private protected override void ChangeScalesNeedsLock(StreamTerms before)
    {
        _bids.Clear();
        _asks.Clear();
        _isProven = false;
    }

    private protected override ApplyVerdict ReplaceNeedsLock(DataMessage message)
    {
        _bids.Clear();
        _asks.Clear();
        _isProven = true;
        return ChangeNeedsLock(message);
    }

    private protected override ApplyVerdict ChangeNeedsLock(DataMessage message)
    {
        Apply(message.BidList, _bids);
        Apply(message.AskList, _asks);
        _isShort = false;
        CountChecksumNeedsLock();
        _hasOrders = HasOrders(message.Kind);
        var isChecksumRight = BookChecksum.Of(_bids, _asks, _hasOrders) == message.Checksum;

        // What was wrong once may be wrong on below the levels of the checksum: only a snapshot mends it.
        _isProven &= isChecksumRight;
        return isChecksumRight ? ApplyVerdict.Applied : ApplyVerdict.ChecksumWrong;
    }

    private static bool HasOrders(MessageKind kind) =>
        kind is MessageKind.BookSnapshotWithOrders or MessageKind.BookDeltaWithOrders;

    private void Apply(List<BookLevel> levels, BookSide side)
    {
        foreach (var level in levels)
        {
            side.Apply(level);
        }

        Truncate(side);
    }

    private void Truncate(BookSide side)
    {
        if (Terms.Depth > 0)
        {
            side.Truncate(Terms.Depth);
        }
    }

    private long? Edge(BookSide side) =>
        Terms.Depth > 0 && side.Count == Terms.Depth ? side[side.Count - 1].Price : null;
}
