using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Tests.Books;

namespace MarketGateway.Core.Tests.Conflation.Model;

/// <summary>
/// A random log of one symbol, written step by step, with the truth after each record. Knows of each record what it is
/// meant to be (in order, a duplicate, after a gap), so that the truth needs none of the gateway's rules.
/// </summary>
internal sealed class MarketLog(Random random)
{
    private const int Prices = 24;

    private readonly ReferenceBook _book = new();
    private readonly List<LogEntry> _entries = [];
    private List<Trade> _trades = [];
    private long?[] _fields = new long?[Quote.FieldCount];
    private MarketTruth _truth = Empty(0);
    private long _occurredAt = 1_000;
    private long _bookOffset = -1;
    private long _tickOffset = -1;
    private long _bookSequence;
    private bool _hasBookRecord;
    private bool _owesBid;
    private bool _owesAsk;
    private long _tickSequence;

    public IReadOnlyList<LogEntry> Entries => _entries;

    public static MarketTruth Empty(int epoch) => new(
        epoch,
        new BookTruth(-1, [], [], SymbolState.Loading, SymbolStateReason.NoData, new UpdateHistory()),
        new TickTruth(
            -1,
            -1,
            new long?[Quote.FieldCount],
            [],
            SymbolState.Loading,
            SymbolStateReason.NoData,
            new UpdateHistory()));

    public void AddSnapshot() =>
        AddBook(FeedUpdateKind.BookSnapshot, _bookSequence, RandomLevels(12), RandomLevels(12));

    public void RepeatSnapshot() =>
        AddBook(FeedUpdateKind.BookSnapshot, _bookSequence, _book.Top(Side.Bid, 0), _book.Top(Side.Ask, 0));

    /// <summary>A producer that lost its numbering: later, but from 1 on.</summary>
    public void AddRestartSnapshot()
    {
        // Deltas that no snapshot came before were applied to nothing: whether this one includes them is not known.
        var isInDoubt = _bookSequence > 0 && _truth.Book.Version < 0;
        _bookSequence = 0;
        AddBook(FeedUpdateKind.BookSnapshot, _bookSequence, RandomLevels(12), RandomLevels(12), isInDoubt);
    }

    public void AddDelta() => AddBook(FeedUpdateKind.BookDelta, ++_bookSequence, RandomLevels(3), RandomLevels(3));

    public void AddAndRemove()
    {
        PriceLevel[] level = [new(random.Next(1, Prices), 7)];
        AddBook(FeedUpdateKind.BookDelta, ++_bookSequence, level, []);
        AddBook(FeedUpdateKind.BookDelta, ++_bookSequence, [level[0] with { Size = 0 }], []);
    }

    public void AddDeltaAfterGap()
    {
        // The first record of all may have any number: there is no gap before it.
        var isGap = _hasBookRecord;
        _bookSequence += 3;
        AddBook(FeedUpdateKind.BookDelta, _bookSequence, RandomLevels(3), [], isGap);
    }

    public void AddDuplicateDelta()
    {
        if (_bookSequence > 0)
        {
            var record = BookRecord(FeedUpdateKind.BookDelta, _bookSequence, 0, RandomLevels(3), []);
            Append(FeedTopic.Books, ++_bookOffset, _truth, record);
        }
    }

    public void AddQuote(bool isWhole)
    {
        var bid = isWhole || random.Next(2) == 0 ? RandomLevel() : (PriceLevel?)null;
        var ask = isWhole || random.Next(2) == 0 ? RandomLevel() : (PriceLevel?)null;
        var volume = random.Next(3) == 0 ? random.Next(5) : (long?)null;
        SetSide(0, bid);
        SetSide(2, ask);
        _fields[11] = volume ?? _fields[11];
        var occurredAt = ++_occurredAt;
        var record = QuoteRecord(++_tickSequence, occurredAt, bid, ask, volume);
        _owesBid &= bid is null;
        _owesAsk &= ask is null;
        AddTick(occurredAt, isGap: false, record);
    }

    public void AddTrade(bool isGap = false)
    {
        isGap &= _tickSequence > 0;
        _tickSequence += isGap ? 2 : 1;
        var occurredAt = ++_occurredAt;
        var trade = new Trade(
            _tickOffset + 1,
            occurredAt,
            random.Next(-9, 9),
            random.Next(1, 9),
            (Aggressor)random.Next(3),
            random.Next(4) == 0 ? Trade.NoTradeId : _trades.Count);
        _trades.Add(trade);
        (_fields[4], _fields[5], _fields[6], _fields[12]) = (
            trade.Price, trade.Size, (long)trade.Aggressor, occurredAt);
        AddTick(occurredAt, isGap, TradeRecord(_tickSequence, trade));
        _truth = _truth with { Ticks = _truth.Ticks with { TradeVersion = _tickOffset } };
        _entries[^1] = _entries[^1] with { After = _truth };
    }

    /// <summary>A cancel or correction of a trade that there was, or of none.</summary>
    public void AddAmendment(TradeKind kind)
    {
        var occurredAt = ++_occurredAt;
        var isCancel = kind == TradeKind.Cancel;
        var entry = new Trade(
            _tickOffset + 1,
            occurredAt,
            isCancel ? 0 : random.Next(-9, 9),
            isCancel ? 0 : random.Next(1, 9),
            isCancel ? Aggressor.Unknown : (Aggressor)random.Next(3),
            Math.Max(0, _trades.Count - 8) + random.Next(10))
        {
            Kind = kind,
        };
        var restated = random.Next(2) == 0 ? RandomLevel() : (PriceLevel?)null;
        Restate(restated);
        _trades.Add(entry);
        AddTick(occurredAt, isGap: false, AmendmentRecord(++_tickSequence, entry, restated));
        _truth = _truth with { Ticks = _truth.Ticks with { TradeVersion = _tickOffset } };
        _entries[^1] = _entries[^1] with { After = _truth };
    }

    public void AddDuplicateTrade()
    {
        if (_tickSequence > 0)
        {
            var record = TradeRecord(_tickSequence, new Trade(0, 0, 99, 99, Aggressor.Buy, 0));
            Append(FeedTopic.Ticks, ++_tickOffset, _truth, record);
        }
    }

    public void AddBadRecord(FeedTopic topic)
    {
        var offset = topic == FeedTopic.Books ? ++_bookOffset : ++_tickOffset;
        if (topic == FeedTopic.Books && _truth.Book.State != SymbolState.Gapped)
        {
            var gapped = _truth.Book with { State = SymbolState.Gapped, Reason = SymbolStateReason.BadRecord };
            _truth = _truth with { Book = gapped };
        }
        else if (topic == FeedTopic.Ticks)
        {
            OweSides();
            var gapped = _truth.Ticks.State == SymbolState.Gapped
                ? _truth.Ticks
                : _truth.Ticks with { State = SymbolState.Gapped, Reason = SymbolStateReason.BadRecord };
            _truth = _truth with { Ticks = gapped };
        }

        Append(topic, offset, _truth, record: null);
    }

    public void BeginEpoch()
    {
        _book.Clear();
        _trades = [];
        _fields = new long?[Quote.FieldCount];
        (_bookOffset, _tickOffset, _bookSequence, _tickSequence) = (-1, -1, 0, 0);
        _hasBookRecord = _owesBid = _owesAsk = false;
        _truth = Empty(_truth.Epoch + 1);
        Append(FeedTopic.Instruments, 0, _truth, record: null);
    }

    private static Action<FeedUpdate> BookRecord(
        FeedUpdateKind kind, long sequence, long occurredAt, PriceLevel[] bids, PriceLevel[] asks) => update =>
    {
        update.Reset(kind);
        (update.Sequence, update.OccurredAt) = (sequence, occurredAt);
        Array.ForEach(bids, update.AddBid);
        Array.ForEach(asks, update.AddAsk);
    };

    private static Action<FeedUpdate> QuoteRecord(
        long sequence, long occurredAt, PriceLevel? bid, PriceLevel? ask, long? volume) => update =>
    {
        update.Reset(FeedUpdateKind.Quote);
        (update.Sequence, update.OccurredAt, update.Volume) = (sequence, occurredAt, volume);
        (update.BidPrice, update.BidSize) = (bid?.Price, bid?.Size);
        (update.AskPrice, update.AskSize) = (ask?.Price, ask?.Size);
    };

    private static Action<FeedUpdate> TradeRecord(long sequence, Trade trade) => update =>
    {
        update.Reset(FeedUpdateKind.Trade);
        (update.Sequence, update.OccurredAt, update.Price, update.Size) =
            (sequence, trade.OccurredAt, trade.Price, trade.Size);
        update.Aggressor = trade.Aggressor;
        update.TradeId = trade.TradeId == Trade.NoTradeId ? null : trade.TradeId;
    };

    private static Action<FeedUpdate> AmendmentRecord(long sequence, Trade entry, PriceLevel? restated) => update =>
    {
        update.Reset(entry.Kind == TradeKind.Cancel ? FeedUpdateKind.TradeCancel : FeedUpdateKind.TradeCorrection);
        (update.Sequence, update.OccurredAt, update.TradeId) = (sequence, entry.OccurredAt, entry.TradeId);
        (update.Price, update.Size, update.Aggressor) = (entry.Price, entry.Size, entry.Aggressor);
        (update.LastPrice, update.LastSize) = (restated?.Price, restated?.Size);
    };

    private void AddBook(FeedUpdateKind kind, long sequence, PriceLevel[] bids, PriceLevel[] asks, bool isGap = false)
    {
        var (offset, occurredAt, before) = (++_bookOffset, ++_occurredAt, _truth.Book);
        _hasBookRecord = true;
        if (kind == FeedUpdateKind.BookSnapshot)
        {
            _book.Replace(bids, asks);
        }
        else if (before.Version >= 0)
        {
            _book.Apply(bids, asks);
        }

        if (kind == FeedUpdateKind.BookSnapshot || before.Version >= 0)
        {
            var (bidsAfter, asksAfter) = (_book.Top(Side.Bid, 0), _book.Top(Side.Ask, 0));
            before.History.Add(new PastUpdate(offset, occurredAt, bidsAfter, asksAfter));
            var (state, reason) = StateAfter(kind, before, isGap);
            _truth = _truth with
            {
                Book = new BookTruth(offset, bidsAfter, asksAfter, state, reason, before.History),
            };
        }

        Append(FeedTopic.Books, offset, _truth, BookRecord(kind, sequence, occurredAt, bids, asks));
    }

    private (SymbolState State, SymbolStateReason Reason) StateAfter(FeedUpdateKind kind, BookTruth before, bool isGap)
    {
        if (kind == FeedUpdateKind.BookDelta && before.State != SymbolState.Live)
        {
            return (before.State, before.Reason);
        }

        // A snapshot says what it is; a delta, first that something is missing.
        return isGap && !(kind == FeedUpdateKind.BookSnapshot && _book.IsCrossed)
            ? (SymbolState.Gapped, SymbolStateReason.SequenceGap)
            : _book.IsCrossed ? (SymbolState.Gapped, SymbolStateReason.Crossed)
            : (SymbolState.Live, SymbolStateReason.Ok);
    }

    /// <summary>From here on each side that there is has to be stated again before the quote can be trusted.</summary>
    private void OweSides() => (_owesBid, _owesAsk) = (_owesBid || _fields[0] is not null, _owesAsk || _fields[2] is not null);

    private void AddTick(long occurredAt, bool isGap, Action<FeedUpdate> record)
    {
        var (offset, before) = (++_tickOffset, _truth.Ticks);
        _fields[13] = occurredAt;
        before.History.Add(new PastUpdate(offset, occurredAt));
        var (state, reason) = (before.State, before.Reason);
        if (isGap)
        {
            OweSides();
            (state, reason) = before.State == SymbolState.Gapped ? (state, reason) : (SymbolState.Gapped, SymbolStateReason.SequenceGap);
        }
        else if (!_owesBid && !_owesAsk)
        {
            (state, reason) = (SymbolState.Live, SymbolStateReason.Ok);
        }

        _truth = _truth with
        {
            Ticks = new TickTruth(offset, before.TradeVersion, [.. _fields], _trades, state, reason, before.History),
        };
        Append(FeedTopic.Ticks, offset, _truth, record);
    }

    /// <summary>A last trade of size 0 is none.</summary>
    private void Restate(PriceLevel? last)
    {
        if (last is { Size: 0 })
        {
            _fields[4] = _fields[5] = _fields[6] = _fields[12] = null;
        }
        else if (last is { } given)
        {
            (_fields[4], _fields[5]) = (given.Price, given.Size);
        }
    }

    private void SetSide(int field, PriceLevel? level)
    {
        if (level is { } given)
        {
            var isEmpty = given.Size == 0;
            (_fields[field], _fields[field + 1]) = (isEmpty ? null : given.Price, isEmpty ? null : given.Size);
        }
    }

    private void Append(FeedTopic topic, long offset, MarketTruth after, Action<FeedUpdate>? record) =>
        _entries.Add(new LogEntry(topic, offset, record, after));

    private PriceLevel[] RandomLevels(int countMax) =>
        [.. Enumerable.Range(0, random.Next(countMax + 1)).Select(_ => RandomLevel())];

    private PriceLevel RandomLevel() => new(random.Next(1, Prices), random.Next(4));
}
