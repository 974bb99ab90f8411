using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>The order book of one symbol, as the books topic tells it.</summary>
public sealed class BookChannel : SymbolChannel
{
    private readonly List<GroupedBook> _grouped = [];
    private int _subscriptionCount;
    private bool _hasSnapshot;
    private long _versionHint = StreamCursor.BeforeFirst;

    internal BookChannel(MarketSymbol symbol, MarketContext context)
        : base(symbol, context)
    {
        Book = new OrderBook(context.Options.JournalLengthMax);
    }

    /// <summary>Gets the book; to be read under <see cref="SymbolChannel.Gate"/>.</summary>
    internal OrderBook Book { get; private set; }

    /// <summary>Gets how many updates there were in earlier logs.</summary>
    internal long EarlierUpdates { get; private set; }

    /// <summary>Gets the version without the gate: a hint.</summary>
    public long VersionHint => Volatile.Read(ref _versionHint);

    internal override bool HasState => _hasSnapshot;

    internal override long NewestOccurredAt => Book.Journal.Updates.OccurredAt;

    private protected override FeedTopic Topic => FeedTopic.Books;

    /// <summary>Begins a grouped view of the book; it follows every update until it is removed.</summary>
    internal GroupedBook AddGrouped(long step)
    {
        lock (Gate)
        {
            var grouped = new GroupedBook(Book, step, Options.JournalLengthMax);
            _grouped.Add(grouped);
            return grouped;
        }
    }

    internal void RemoveGrouped(GroupedBook grouped)
    {
        lock (Gate)
        {
            _grouped.Remove(grouped);
        }
    }

    internal override void CountSubscription(MarketStream stream, int difference) => _subscriptionCount += difference;

    private protected override BookTouch ApplyNeedsGate(long version, FeedUpdate update)
    {
        var before = Book.Journal.Updates.Newest;
        var touch = update.Kind == FeedUpdateKind.BookSnapshot
            ? ApplySnapshotNeedsGate(version, update)
            : ApplyDeltaNeedsGate(version, update);
        if (Book.Journal.Updates.Newest != before)
        {
            Delivery.CountOffered(_subscriptionCount);
            Volatile.Write(ref _versionHint, version);
            foreach (var grouped in _grouped)
            {
                grouped.Follow(Book);
            }
        }

        return touch;
    }

    private BookTouch ApplyDeltaNeedsGate(long version, FeedUpdate update)
    {
        var verdict = Accept(Sequence.Accept(update.Sequence, update.OccurredAt));
        if (verdict == SequenceVerdict.Duplicate)
        {
            return BookTouch.Nothing;
        }

        if (!_hasSnapshot)
        {
            Counters.CountBeforeSnapshot();
            return BookTouch.Nothing;
        }

        Counters.CountApplied();
        var touch = Book.ApplyDelta(version, update.OccurredAt, update.Bids, update.Asks);
        if (IsOwn(SymbolState.Live))
        {
            CheckNeedsGate(verdict);
        }

        return touch;
    }

    private BookTouch ApplySnapshotNeedsGate(long version, FeedUpdate update)
    {
        var verdict = Accept(Sequence.AcceptSnapshot(update.Sequence, update.OccurredAt));
        if (verdict == SequenceVerdict.Duplicate)
        {
            return BookTouch.Nothing;
        }

        Counters.CountApplied();
        var touch = Book.ApplySnapshot(version, update.OccurredAt, update.Bids, update.Asks);
        _hasSnapshot = true;
        if (Book.IsCrossed)
        {
            SetStatusNeedsGate(SymbolState.Gapped, SymbolStateReason.Crossed);
        }
        else
        {
            SetStatusNeedsGate(SymbolState.Live, SymbolStateReason.Ok);
        }

        return touch;
    }

    private void CheckNeedsGate(SequenceVerdict verdict)
    {
        if (verdict == SequenceVerdict.Gap)
        {
            SetStatusNeedsGate(SymbolState.Gapped, SymbolStateReason.SequenceGap);
        }
        else if (Book.IsCrossed)
        {
            SetStatusNeedsGate(SymbolState.Gapped, SymbolStateReason.Crossed);
        }
    }

    private protected override void ClearNeedsGate()
    {
        _hasSnapshot = false;
        EarlierUpdates += Book.Journal.Updates.Newest;
        Book = new OrderBook(Options.JournalLengthMax);
        _grouped.ForEach(grouped => grouped.Restart(Book));
        Volatile.Write(ref _versionHint, StreamCursor.BeforeFirst);
    }

    private protected override void Wake(BookTouch touch, bool isEverybody)
    {
        foreach (var stream in Streams)
        {
            if (isEverybody || (((BookStream)stream).Grouped?.LastTouch ?? touch).ReachesInto(stream.Key.Depth))
            {
                stream.Wake(VersionHint);
            }
        }
    }
}
