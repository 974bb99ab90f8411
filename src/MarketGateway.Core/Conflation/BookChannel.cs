using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>The order book of one symbol, as the books topic tells it.</summary>
public sealed class BookChannel : SymbolChannel
{
    private bool _hasSnapshot;
    private long _versionHint = StreamCursor.BeforeFirst;

    internal BookChannel(MarketSymbol symbol, MarketOptions options, FeedCounters counters, TimeProvider time)
        : base(symbol, options, counters, time)
    {
        Book = new OrderBook(options.JournalLengthMax);
    }

    /// <summary>Gets the book; to be read under <see cref="SymbolChannel.Gate"/>.</summary>
    internal OrderBook Book { get; private set; }

    /// <summary>Gets the version without the gate: a hint.</summary>
    public long VersionHint => Volatile.Read(ref _versionHint);

    internal override bool HasState => _hasSnapshot;

    private protected override BookTouch ApplyNeedsGate(long version, FeedUpdate update)
    {
        var touch = update.Kind == FeedUpdateKind.BookSnapshot
            ? ApplySnapshotNeedsGate(version, update)
            : ApplyDeltaNeedsGate(version, update);
        Volatile.Write(ref _versionHint, Book.Journal.Updates.Version);
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
        Book = new OrderBook(Options.JournalLengthMax);
        Volatile.Write(ref _versionHint, StreamCursor.BeforeFirst);
    }

    private protected override void Wake(BookTouch touch, bool isEverybody)
    {
        foreach (var stream in Streams)
        {
            if (isEverybody || touch.ReachesInto(stream.Key.Depth))
            {
                stream.Wake();
            }
        }
    }
}
