using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>The order book of one symbol, as the books topic tells it.</summary>
public sealed class BookChannel : SymbolChannel
{
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

    private bool IsCrossed => Book.IsCrossed || (Options.IsLockedBookCrossed && Book.IsLocked);

    internal override long NewestOccurredAt => Book.Journal.Updates.OccurredAt;

    private protected override FeedTopic Topic => FeedTopic.Books;

    private protected override ref readonly UpdateLog LogNeedsGate => ref Book.Journal.Updates;

    internal override void CountSubscription(MarketStream stream, int difference)
    {
        base.CountSubscription(stream, difference);
        _subscriptionCount += difference;
    }

    private protected override bool IsWhole(FeedUpdate update) => update.Kind == FeedUpdateKind.BookSnapshot;

    private protected override DecodeError ApplyNeedsGate(long version, FeedUpdate update, ref BookTouch touch)
    {
        var before = Book.Journal.Updates.Newest;
        var error = DecodeError.None;
        if (update.Kind == FeedUpdateKind.BookSnapshot)
        {
            touch = ApplySnapshotNeedsGate(version, update);
        }
        else
        {
            error = ApplyDeltaNeedsGate(version, update, ref touch);
        }

        if (Book.Journal.Updates.Newest != before)
        {
            Delivery.CountOffered(_subscriptionCount);
            Volatile.Write(ref _versionHint, version);
            RecordUpdateNeedsGate();
        }

        return error;
    }

    private DecodeError ApplyDeltaNeedsGate(long version, FeedUpdate update, ref BookTouch touch)
    {
        var wasNumbered = Sequence.IsNumbered;
        var verdict = Accept(Sequence.AcceptRange(update.FirstSequence, update.Sequence, update.OccurredAt));
        if (verdict is SequenceVerdict.Duplicate or SequenceVerdict.InDoubt)
        {
            return DecodeError.None;
        }

        if (!_hasSnapshot)
        {
            Counters.CountBeforeSnapshot();
            return DecodeError.None;
        }

        var error = MeetScalesNeedsGate(update);
        if (error != DecodeError.None)
        {
            return error;
        }

        Counters.CountApplied();
        Book.Depth = update.Depth;
        var isRight = true;
        if (update.IsSizeChange)
        {
            isRight = Book.ApplyChanges(version, update.OccurredAt, update.Bids, update.Asks, out touch);
        }
        else
        {
            touch = Book.ApplyDelta(
                version, update.OccurredAt, update.Bids, update.Asks, update.BidOrders, update.AskOrders);
        }

        if (wasNumbered && IsNothingLost(verdict, update))
        {
            LostAfter = -1;
            SetStatusNeedsGate(SymbolState.Live, SymbolStateReason.Ok);
        }

        if (IsOwn(SymbolState.Live) || IsLossConfirmed(verdict))
        {
            CheckNeedsGate(isRight && IsAsTheVenueSays(update) ? verdict : SequenceVerdict.Gap);
        }

        return DecodeError.None;
    }

    /// <summary>Says whether the book is as the venue's own checksum says; one that it does not give says nothing.</summary>
    private bool IsAsTheVenueSays(FeedUpdate update) =>
        update.VenueChecksum is not { } expected || expected == VenueChecksum.Compute(Book);

    private BookTouch ApplySnapshotNeedsGate(long version, FeedUpdate update)
    {
        var verdict = Accept(Sequence.AcceptSnapshot(update.Sequence, update.OccurredAt));
        if (verdict == SequenceVerdict.Duplicate)
        {
            return BookTouch.Nothing;
        }

        Counters.CountApplied();
        if (update.PriceScale != Generation.PriceScale || update.SizeScale != Generation.SizeScale)
        {
            Book = new OrderBook(Options.JournalLengthMax, Book.Journal.Updates.Newest + 1);
            ReplaceScalesNeedsGate(update);
        }

        Book.Depth = update.Depth;
        var touch = Book.ApplySnapshot(
            version, update.OccurredAt, update.Bids, update.Asks, update.BidOrders, update.AskOrders);
        _hasSnapshot = true;
        if (IsCrossed)
        {
            SetGappedNeedsGate(SymbolStateReason.Crossed);
        }
        else if (verdict == SequenceVerdict.RestartedInDoubt || !IsAsTheVenueSays(update))
        {
            SetGappedNeedsGate(SymbolStateReason.SequenceGap);
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
            SetGappedNeedsGate(SymbolStateReason.SequenceGap);
        }
        else if (IsCrossed)
        {
            SetGappedNeedsGate(SymbolStateReason.Crossed);
        }
    }

    private protected override void OnLostNeedsGate() => LostAfter = Book.Journal.Updates.Newest;

    private protected override bool TryRefineNeedsGate(int priceDigits, int sizeDigits)
    {
        if (Book.TryRefine(priceDigits, sizeDigits) is not { } refined)
        {
            return false;
        }

        Book = refined;
        return true;
    }

    private protected override void ClearNeedsGate()
    {
        _hasSnapshot = false;
        EarlierUpdates += Book.Journal.Updates.Newest;
        Book = new OrderBook(Options.JournalLengthMax);
        Volatile.Write(ref _versionHint, StreamCursor.BeforeFirst);
    }

    private protected override ChannelNews FindNewsNeedsGate(in ChannelLook seen)
    {
        ref readonly var journal = ref Book.Journal;
        if (!journal.Covers(seen.Number))
        {
            return new ChannelNews(IsForAll: true, seen);
        }

        var (bidKey, askKey) = journal.BestTouchedAfter(seen.Number);
        return new ChannelNews(IsForAll: false, seen, bidKey, askKey);
    }

    private protected override bool IsOfInterest(ChannelInterest interest, BookTouch touch) =>
        interest.HasEveryUpdate || (interest.Depth > 0 && touch.ReachesInto(interest.Depth));
}
