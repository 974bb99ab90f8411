using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>Quote and trades of one symbol, as the ticks topic tells them.</summary>
public sealed class TickChannel : SymbolChannel
{
    private readonly List<(StreamCursor Cursor, long SizeMin)> _tradeCursors = [];
    private readonly PartitionStarts _starts;
    private int _quoteSubscriptions;
    private long _versionHint = StreamCursor.BeforeFirst;
    private long _tradeVersionHint = StreamCursor.BeforeFirst;
    private bool _isTrade;

    internal TickChannel(MarketSymbol symbol, MarketContext context)
        : base(symbol, context)
    {
        _starts = context.TickStarts;
        Updates = new UpdateLog(context.Options.QuoteLogLengthMax);
        Trades = new NumberedRing<Trade>(context.Options.TradeRingLengthMax);
    }

    internal Quote Quote { get; } = new();

    /// <summary>Gets the log of all updates, quotes and trades alike: the versions of the quote.</summary>
    internal UpdateLog Updates { get; private set; }

    internal NumberedRing<Trade> Trades { get; private set; }

    /// <summary>Gets how many updates there were in earlier logs.</summary>
    internal long EarlierUpdates { get; private set; }

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

    /// <summary>Registers a cursor whose trades must not leave the ring unsummed; under the gate.</summary>
    internal void AddTradeCursor(StreamCursor cursor, long sizeMin) => _tradeCursors.Add((cursor, sizeMin));

    internal void RemoveTradeCursor(StreamCursor cursor) => _tradeCursors.RemoveAll(held => held.Cursor == cursor);

    internal override void CountSubscription(MarketStream stream, int difference) =>
        _quoteSubscriptions += stream.Key.Channel == Channel.Quote ? difference : 0;

    private protected override BookTouch ApplyNeedsGate(long version, FeedUpdate update)
    {
        _isTrade = false;
        var verdict = Accept(Sequence.Accept(update.Sequence, update.OccurredAt));
        if (verdict == SequenceVerdict.Duplicate)
        {
            return BookTouch.Nothing;
        }

        Counters.CountApplied();
        Delivery.CountOffered(
            _quoteSubscriptions + (update.Kind == FeedUpdateKind.Trade ? _tradeCursors.Count : 0));
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

    /// <summary>
    /// A quote with both sides is to the ticks what a snapshot is to the book: it heals a gap. Not the one that it shows
    /// itself: trades may have been lost with it, and whoever follows them must hear of it.
    /// </summary>
    private void ApplyStatusNeedsGate(SequenceVerdict verdict, FeedUpdate update)
    {
        if (verdict == SequenceVerdict.Gap)
        {
            if (!IsOwn(SymbolState.Gapped))
            {
                SetStatusNeedsGate(SymbolState.Gapped, SymbolStateReason.SequenceGap);
            }

            return;
        }

        var isWholeQuote = update is { Kind: FeedUpdateKind.Quote, BidPrice: not null, AskPrice: not null };
        if (isWholeQuote || IsOwn(SymbolState.Loading))
        {
            SetStatusNeedsGate(SymbolState.Live, SymbolStateReason.Ok);
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
        foreach (var (cursor, sizeMin) in _tradeCursors)
        {
            if (IsOwed(cursor, oldest.Version))
            {
                (cursor.RollUp ??= new TradeRollUp()).Fold(oldest, sizeMin);
            }
        }
    }

    /// <summary>
    /// Says whether the oldest trade is still to be told to a client: one that was told nothing of this log yet is owed
    /// all since its account began.
    /// </summary>
    private bool IsOwed(StreamCursor cursor, long version) =>
        cursor.Mark.Epoch == Epoch && cursor.Version != StreamCursor.Nowhere
            ? cursor.Version < version
            : cursor.Mark.SettledNumber < EarlierTrades + Trades.Oldest;

    private protected override void ClearNeedsGate()
    {
        _tradeCursors.ForEach(static held => held.Cursor.RollUp = null);
        EarlierUpdates += Updates.Newest;
        EarlierTrades += Trades.Newest;
        Updates = new UpdateLog(Options.QuoteLogLengthMax);
        Trades = new NumberedRing<Trade>(Options.TradeRingLengthMax);
        EvictedVersion = StreamCursor.BeforeFirst;
        Quote.Clear();
        Volatile.Write(ref _versionHint, StreamCursor.BeforeFirst);
        Volatile.Write(ref _tradeVersionHint, StreamCursor.BeforeFirst);
    }

    private protected override void BeginPartitionNeedsGate() => EvictedVersion = _starts.Of(Partition) - 1;

    private protected override void Wake(BookTouch touch, bool isEverybody)
    {
        foreach (var stream in Streams)
        {
            if (isEverybody || IsShownBy(stream))
            {
                stream.Wake(stream.Key.Channel == Channel.Trade ? TradeVersionHint : VersionHint);
            }
        }
    }

    /// <summary>Says whether a stream shows the last update. Called by the feed's thread, the only writer.</summary>
    private bool IsShownBy(MarketStream stream) => stream.Key.Channel == Channel.Quote
        ? Quote.ChangedAfter(Updates.Newest - 1, stream.Key.Fields) != QuoteFields.None
        : _isTrade && Trades[Trades.Newest].Size >= stream.Key.MinTradeSize;
}
