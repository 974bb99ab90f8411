using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>Quote and trades of one symbol, as the ticks topic tells them.</summary>
public sealed class TickChannel : SymbolChannel
{
    private readonly List<StreamCursor> _tradeCursors = [];
    private long _versionHint = StreamCursor.BeforeFirst;
    private long _tradeVersionHint = StreamCursor.BeforeFirst;
    private bool _isTrade;

    internal TickChannel(MarketSymbol symbol, MarketOptions options, FeedCounters counters, TimeProvider time)
        : base(symbol, options, counters, time)
    {
        Updates = new UpdateLog(options.QuoteLogLengthMax);
        Trades = new NumberedRing<Trade>(options.TradeRingLengthMax);
    }

    internal Quote Quote { get; } = new();

    /// <summary>Gets the log of all updates, quotes and trades alike: the versions of the quote.</summary>
    internal UpdateLog Updates { get; private set; }

    internal NumberedRing<Trade> Trades { get; private set; }

    /// <summary>Gets the version of the newest trade that left the ring, or -1.</summary>
    internal long EvictedVersion { get; private set; } = StreamCursor.BeforeFirst;

    /// <summary>Gets the version of the newest trade, or -1.</summary>
    internal long TradeVersion => Trades.Newest == 0 ? StreamCursor.BeforeFirst : Trades[Trades.Newest].Version;

    internal long VersionHint => Volatile.Read(ref _versionHint);

    internal long TradeVersionHint => Volatile.Read(ref _tradeVersionHint);

    internal override bool HasState => Updates.Newest > 0;

    /// <summary>Registers a cursor whose trades must not leave the ring unsummed.</summary>
    internal void AddTradeCursor(StreamCursor cursor)
    {
        lock (Gate)
        {
            _tradeCursors.Add(cursor);
        }
    }

    internal void RemoveTradeCursor(StreamCursor cursor)
    {
        lock (Gate)
        {
            _tradeCursors.Remove(cursor);
        }
    }

    private protected override BookTouch ApplyNeedsGate(long version, FeedUpdate update)
    {
        _isTrade = false;
        var verdict = Accept(Sequence.Accept(update.Sequence, update.OccurredAt));
        if (verdict == SequenceVerdict.Duplicate)
        {
            return BookTouch.Nothing;
        }

        Counters.CountApplied();
        Updates.Append(version, update.OccurredAt);
        if (update.Kind == FeedUpdateKind.Trade)
        {
            ApplyTradeNeedsGate(version, update);
        }
        else
        {
            ApplyQuoteNeedsGate(update);
        }

        ApplyStatisticsNeedsGate(update);
        Volatile.Write(ref _versionHint, version);
        ApplyStatusNeedsGate(verdict, update);
        return BookTouch.Nothing;
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
            FoldOldestTradeNeedsGate();
        }

        Trades.Append(new Trade(
            version, update.OccurredAt, update.Price, update.Size, update.Aggressor, update.TradeId ?? Trade.NoTradeId));
        Volatile.Write(ref _tradeVersionHint, version);
        Quote.Set(QuoteFields.LastPrice, update.Price, Updates.Newest);
        Quote.Set(QuoteFields.LastSize, update.Size, Updates.Newest);
        Quote.Set(QuoteFields.LastAggressor, (long)update.Aggressor, Updates.Newest);
        Quote.Set(QuoteFields.LastTradeAt, update.OccurredAt, Updates.Newest);
    }

    private void ApplyStatisticsNeedsGate(FeedUpdate update)
    {
        Quote.SetIfGiven(QuoteFields.Open, update.Open, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.High, update.High, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.Low, update.Low, Updates.Newest);
        Quote.SetIfGiven(QuoteFields.Volume, update.Volume, Updates.Newest);
        Quote.Set(QuoteFields.OccurredAt, update.OccurredAt, Updates.Newest);
    }

    /// <summary>A quote with both sides is to the ticks what a snapshot is to the book: it heals a gap.</summary>
    private void ApplyStatusNeedsGate(SequenceVerdict verdict, FeedUpdate update)
    {
        var isWholeQuote = update is { Kind: FeedUpdateKind.Quote, BidPrice: not null, AskPrice: not null };
        if (isWholeQuote || (IsOwn(SymbolState.Loading) && verdict != SequenceVerdict.Gap))
        {
            SetStatusNeedsGate(SymbolState.Live, SymbolStateReason.Ok);
        }
        else if (verdict == SequenceVerdict.Gap && !IsOwn(SymbolState.Gapped))
        {
            SetStatusNeedsGate(SymbolState.Gapped, SymbolStateReason.SequenceGap);
        }
    }

    /// <summary>
    /// Sums the trade that leaves the ring into every cursor that has not got it: what a lagging client is owed stays
    /// exact, at a constant size per cursor.
    /// </summary>
    private void FoldOldestTradeNeedsGate()
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "the channel's gate is held");
        ref readonly var oldest = ref Trades[Trades.Oldest];
        EvictedVersion = oldest.Version;
        foreach (var cursor in _tradeCursors)
        {
            if (cursor.Epoch == Epoch && cursor.Version != StreamCursor.Nowhere && cursor.Number < Trades.Oldest)
            {
                (cursor.RollUp ??= new TradeRollUp()).Fold(oldest);
            }
        }
    }

    private protected override void ClearNeedsGate()
    {
        Updates = new UpdateLog(Options.QuoteLogLengthMax);
        Trades = new NumberedRing<Trade>(Options.TradeRingLengthMax);
        EvictedVersion = StreamCursor.BeforeFirst;
        Quote.Clear();
        Volatile.Write(ref _versionHint, StreamCursor.BeforeFirst);
        Volatile.Write(ref _tradeVersionHint, StreamCursor.BeforeFirst);
    }

    private protected override void Wake(BookTouch touch, bool isEverybody)
    {
        foreach (var stream in Streams)
        {
            if (isEverybody || _isTrade || stream.Key.Channel == Channel.Quote)
            {
                stream.Wake();
            }
        }
    }
}
