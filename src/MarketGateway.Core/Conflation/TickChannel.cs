using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>Quote and trades of one symbol, as the ticks topic tells them.</summary>
public sealed class TickChannel : SymbolChannel
{
    private readonly HashSet<TradeStream> _tradeStreams = [];
    private readonly PartitionStarts _starts;
    private UpdateLog _updates;
    private NumberedRing<Trade> _trades;
    private int _quoteSubscriptions;
    private int _tradeSubscriptions;
    private long _versionHint = StreamCursor.BeforeFirst;
    private long _tradeVersionHint = StreamCursor.BeforeFirst;
    private bool _isTrade;

    /// <summary>How many of the ring's entries are cancels and corrections; guarded by the gate.</summary>
    private int _amendmentCount;

    /// <summary>Which sides of the quote are to be stated again before a gapped state can be trusted.</summary>
    private QuoteFields _owed;

    internal TickChannel(MarketSymbol symbol, MarketContext context)
        : base(symbol, context)
    {
        _starts = context.TickStarts;
        _updates = new UpdateLog(context.Options.QuoteLogLengthMax);
        _trades = new NumberedRing<Trade>(context.Options.TradeRingLengthMax);
        Evictions = new TradeEvictions(context.Options.SummedTradeSizesMax);
    }

    internal Quote Quote { get; } = new();

    /// <summary>Gets the log of all updates, quotes and trades alike: the versions of the quote.</summary>
    internal ref readonly UpdateLog Updates => ref _updates;

    internal ref readonly NumberedRing<Trade> Trades => ref _trades;

    /// <summary>Gets which streams a trade concerns that leaves the ring; guarded by the gate.</summary>
    internal TradeEvictions Evictions { get; private set; }

    /// <summary>Gets how many updates there were in earlier logs.</summary>
    internal long EarlierUpdates { get; private set; }

    /// <summary>Gets a value indicating whether the ring holds neither cancel nor correction.</summary>
    internal bool AreTradesAsExecuted => _amendmentCount == 0;

    /// <summary>Gets how many trades there were in earlier logs.</summary>
    internal long EarlierTrades { get; private set; }

    /// <summary>
    /// Gets the version of the newest trade that left the ring; before any did, that before this process began to read:
    /// all trades after it are held.
    /// </summary>
    internal long EvictedVersion { get; private set; } = StreamCursor.BeforeFirst;

    /// <summary>Gets the version of the newest trade; before there is one, where this process began to read.</summary>
    internal long TradeVersion => Trades.Newest == 0 ? EvictedVersion : Trades[Trades.Newest].Version;

    internal long VersionHint => Volatile.Read(ref _versionHint);

    internal long TradeVersionHint => Volatile.Read(ref _tradeVersionHint);

    internal override bool HasState => Updates.Newest > 0;

    internal override long NewestOccurredAt => Updates.OccurredAt;

    private protected override FeedTopic Topic => FeedTopic.Ticks;

    private protected override ref readonly UpdateLog LogNeedsGate => ref _updates;

    private protected override long NewestTradeNeedsGate => Trades.Newest;

    /// <summary>Notes a stream for which no trade must leave the ring unsummed.</summary>
    internal void AddNeedsGate(TradeStream stream) => _tradeStreams.Add(stream);

    internal void RemoveNeedsGate(TradeStream stream) => _tradeStreams.Remove(stream);

    internal override void CountSubscription(MarketStream stream, int difference)
    {
        base.CountSubscription(stream, difference);
        if (stream.Key.Channel == Channel.Quote)
        {
            _quoteSubscriptions += difference;
        }
        else
        {
            _tradeSubscriptions += difference;
        }
    }

    private protected override bool IsWhole(FeedUpdate update) =>
        update is { Kind: FeedUpdateKind.Quote, BidPrice: not null, AskPrice: not null };

    private protected override DecodeError ApplyNeedsGate(long version, FeedUpdate update, ref BookTouch touch)
    {
        _isTrade = false;
        var wasNumbered = Sequence.IsNumbered;
        var verdict = Accept(Sequence.Accept(update.Sequence, update.OccurredAt));
        if (verdict is SequenceVerdict.Duplicate or SequenceVerdict.InDoubt)
        {
            return DecodeError.None;
        }

        var error = MeetScalesNeedsGate(update);
        if (error != DecodeError.None)
        {
            return error;
        }

        Counters.CountApplied();
        Delivery.CountOffered(_quoteSubscriptions + (update.Kind.IsOfTrades() ? _tradeSubscriptions : 0));
        _updates.Append(version, update.OccurredAt);
        if (update.Kind.IsOfTrades())
        {
            ApplyTradeNeedsGate(version, update);
        }
        else
        {
            ApplyQuoteNeedsGate(update);
        }

        ApplyStatisticsNeedsGate(update);
        RecordUpdateNeedsGate();
        Volatile.Write(ref _versionHint, version);
        ApplyStatusNeedsGate(verdict, wasNumbered, update);
        return DecodeError.None;
    }

    private void ApplyQuoteNeedsGate(FeedUpdate update)
    {
        Quote.SetSide(Side.Bid, update.BidPrice, update.BidSize, Updates.Newest);
        Quote.SetSide(Side.Ask, update.AskPrice, update.AskSize, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.PreviousClose, update.PreviousClose, Updates.Newest);
    }

    private void ApplyTradeNeedsGate(long version, FeedUpdate update)
    {
        _isTrade = true;
        if (Trades.WillEvict)
        {
            EvictOldestTradeNeedsGate();
        }

        _trades.Append(EntryOf(version, update));
        Volatile.Write(ref _tradeVersionHint, version);
        if (update.Kind != FeedUpdateKind.Trade)
        {
            _amendmentCount++;
            RestateLastTradeNeedsGate(update);
            return;
        }

        Quote.Set(QuoteFields.LastPrice, update.Price, Updates.Newest);
        Quote.Set(QuoteFields.LastSize, update.Size, Updates.Newest);
        Quote.Set(QuoteFields.LastAggressor, (long)update.Aggressor, Updates.Newest);
        Quote.Set(QuoteFields.LastTradeAt, update.OccurredAt, Updates.Newest);
    }

    private static Trade EntryOf(long version, FeedUpdate update)
    {
        var kind = update.Kind switch
        {
            FeedUpdateKind.TradeCancel => TradeKind.Cancel,
            FeedUpdateKind.TradeCorrection => TradeKind.Correction,
            _ => TradeKind.Execution,
        };
        return new Trade(
            version, update.OccurredAt, update.Price, update.Size, update.Aggressor, update.TradeId ?? Trade.NoTradeId)
        {
            Kind = kind,
        };
    }

    /// <summary>
    /// Takes over what a cancel or correction says of the last trade. Only the producer knows which trade is the last
    /// one then: this process may not have read it.
    /// </summary>
    private void RestateLastTradeNeedsGate(FeedUpdate update)
    {
        if (update.LastSize == 0)
        {
            Quote.Set(QuoteFields.LastPrice, Quote.NoValue, Updates.Newest);
            Quote.Set(QuoteFields.LastSize, Quote.NoValue, Updates.Newest);
            Quote.Set(QuoteFields.LastAggressor, Quote.NoValue, Updates.Newest);
            Quote.Set(QuoteFields.LastTradeAt, Quote.NoValue, Updates.Newest);
            return;
        }

        Quote.SetIfGiven(QuoteFields.LastPrice, update.LastPrice, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.LastSize, update.LastSize, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.LastAggressor, (long?)update.LastAggressor, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.LastTradeAt, update.LastTradeAt, Updates.Newest);
    }

    private void ApplyStatisticsNeedsGate(FeedUpdate update)
    {
        Quote.SetIfGiven(QuoteFields.Open, update.Open, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.High, update.High, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.Low, update.Low, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.Volume, update.Volume, Updates.Newest);
        Quote.Set(QuoteFields.OccurredAt, update.OccurredAt, Updates.Newest);
    }

    /// <summary>
    /// A gap heals when each side of the quote that there was has been stated again; where there was none, with the next
    /// record, since a trade holds its whole truth. Not with the record that shows the gap: trades may have been lost
    /// with it, and whoever follows them must hear of it.
    /// </summary>
    private void ApplyStatusNeedsGate(SequenceVerdict verdict, bool wasNumbered, FeedUpdate update)
    {
        if (verdict == SequenceVerdict.Gap)
        {
            var isGapped = IsOwn(SymbolState.Gapped) && !IsLossConfirmed(verdict);
            SetGappedNeedsGate(isGapped ? OwnStatus.Reason : SymbolStateReason.SequenceGap);
            return;
        }

        if (wasNumbered && IsNothingLost(verdict, update))
        {
            (_owed, LostAfter) = (QuoteFields.None, -1);
        }

        _owed &= ~(update.BidPrice is null ? QuoteFields.None : QuoteFields.BidPrice);
        _owed &= ~(update.AskPrice is null ? QuoteFields.None : QuoteFields.AskPrice);
        if (_owed == QuoteFields.None)
        {
            SetStatusNeedsGate(SymbolState.Live, SymbolStateReason.Ok);
        }
    }

    private protected override void OnGappedNeedsGate() =>
        _owed = HeldSide(QuoteFields.BidPrice) | HeldSide(QuoteFields.AskPrice) | _owed;

    private QuoteFields HeldSide(QuoteFields price) => Quote[price] == Quote.NoValue ? QuoteFields.None : price;

    /// <summary>
    /// The trades that are held lead nowhere any more: whoever follows them is told that some are missing, and goes on
    /// with those that come.
    /// </summary>
    private protected override void OnLostNeedsGate()
    {
        LostAfter = Updates.Newest;
        EarlierTrades += Trades.Newest;
        _trades = new NumberedRing<Trade>(Options.TradeRingLengthMax);
        _amendmentCount = 0;
        EvictedVersion = _starts.Of(Partition) - 1;
        Volatile.Write(ref _tradeVersionHint, EvictedVersion);
        RestartTradesNeedsGate(isBroken: true);
    }

    private protected override bool TryRefineNeedsGate(int priceDigits, int sizeDigits)
    {
        for (var number = Trades.Oldest; number <= Trades.Newest; number++)
        {
            if (!Trades[number].TryRefine(priceDigits, sizeDigits, out _))
            {
                return false;
            }
        }

        if (!Quote.TryRefine(priceDigits, sizeDigits))
        {
            return false;
        }

        for (var number = Trades.Oldest; number <= Trades.Newest; number++)
        {
            Trades[number].TryRefine(priceDigits, sizeDigits, out Trades.At(number));
        }

        foreach (var stream in _tradeStreams)
        {
            stream.RefineNeedsGate(priceDigits, sizeDigits);
        }

        return true;
    }

    /// <summary>
    /// Sums the trade that leaves the ring for whoever has not got it: what a lagging client is owed stays exact, at a cost
    /// that does not go by how many lag.
    /// </summary>
    private void EvictOldestTradeNeedsGate()
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "the channel's gate is held");
        ref readonly var oldest = ref Trades[Trades.Oldest];
        EvictedVersion = oldest.Version;
        _amendmentCount -= oldest.Kind == TradeKind.Execution ? 0 : 1;
        Evictions.Evict(Trades.Oldest, oldest);
    }

    private void RestartTradesNeedsGate(bool isBroken)
    {
        Evictions = new TradeEvictions(Options.SummedTradeSizesMax);
        foreach (var stream in _tradeStreams)
        {
            stream.RestartNeedsGate(isBroken);
        }
    }

    private protected override void ClearNeedsGate()
    {
        EarlierUpdates += Updates.Newest;
        EarlierTrades += Trades.Newest;
        _updates = new UpdateLog(Options.QuoteLogLengthMax);
        _trades = new NumberedRing<Trade>(Options.TradeRingLengthMax);
        _amendmentCount = 0;
        EvictedVersion = StreamCursor.BeforeFirst;
        RestartTradesNeedsGate(isBroken: false);
        _owed = QuoteFields.None;
        Quote.Clear();
        Volatile.Write(ref _versionHint, StreamCursor.BeforeFirst);
        Volatile.Write(ref _tradeVersionHint, StreamCursor.BeforeFirst);
    }

    /// <remarks>After a move only what came since is known to be all.</remarks>
    private protected override void BeginPartitionNeedsGate(long offset, bool hasMoved) =>
        EvictedVersion = (hasMoved ? offset : _starts.Of(Partition)) - 1;

    /// <summary>True when an update may show in what a follower is interested in. Asked by the feed's thread, the only writer.</summary>
    private protected override bool IsOfInterest(ChannelInterest interest, BookTouch touch) =>
        interest.HasEveryUpdate || (_isTrade && interest.HasTrades)
        || Quote.ChangedAfter(Updates.Newest - 1, interest.Fields) != QuoteFields.None;
}
