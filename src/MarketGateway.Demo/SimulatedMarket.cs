using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>
/// A market made of a seed: definitions, then a snapshot of every book, then trading for ever. Pure: no clock, no
/// broker, no threads; the same options give the same records in the same order. Time is simulated and begins at 0.
/// </summary>
/// <remarks>
/// A step of an instrument is up to a few trades, then the book delta that they and everything else caused, then a
/// quote if the best bid or ask is another. Not thread-safe.
/// </remarks>
public sealed class SimulatedMarket
{
    /// <summary>How many repeats of its snapshot come between two repeats of an instrument's definition.</summary>
    private const int SnapshotsPerDefinition = 8;

    private readonly SimulationRandom _random;
    private readonly ActivitySchedule _activity;
    private readonly SnapshotSchedule _snapshots;
    private readonly HaltSchedule _halts;
    private readonly SimulatedInstrument[] _instruments;
    private readonly SimulatedMove _move = new();
    private readonly long _startsAt;
    private readonly long _dayLength;
    private readonly bool _hasOrderCounts;
    private SimulatedInstrument _current;
    private PendingRecords _pending;
    private int _pendingTrade;
    private int _opened;
    private int _defined;
    private long _now;
    private long _next;
    private int _day;

    /// <param name="options">Validated by this constructor.</param>
    /// <param name="startsAt">The <see cref="FeedUpdate.OccurredAt"/> of simulated time 0.</param>
    /// <param name="firstSequence">
    /// The number of each symbol's first snapshot and first quote; above 0. A producer that starts over on a log must
    /// begin above where it was, or its records are taken for duplicates.
    /// </param>
    public SimulatedMarket(SimulationOptions options, long startsAt = 0, long firstSequence = 1)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstSequence, 1);
        options.Validate();
        _startsAt = startsAt;
        _dayLength = options.TradingDay.Ticks * TimeSpan.NanosecondsPerTick;
        _hasOrderCounts = options.OrderCounts;
        _random = new SimulationRandom(options.Seed);
        var listings = SimulatedListings.First(options.Instruments);
        _instruments = [.. listings.Select(listing => new SimulatedInstrument(listing, _random))];
        foreach (var instrument in _instruments)
        {
            instrument.BookSequence = firstSequence;
            instrument.TickSequence = firstSequence - 1;
        }

        _current = _instruments[0];
        _activity = new ActivitySchedule(options, _random);
        _snapshots = new SnapshotSchedule(options);
        _halts = new HaltSchedule(options.HaltInterval.Ticks * TimeSpan.NanosecondsPerTick, _instruments.Length);
    }

    [Flags]
    private enum PendingRecords
    {
        None = 0,
        Definition = 1,
        Trades = 2,
        Delta = 4,
        Snapshot = 8,
        Quote = 16,
        FullQuote = 32,
        Phase = 64,
    }

    /// <summary>Gets the instruments, busiest first.</summary>
    public IReadOnlyList<SimulatedInstrument> Instruments => _instruments;

    /// <summary>Gets the simulated time of the last record.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(_now / TimeSpan.NanosecondsPerTick);

    /// <summary>
    /// Writes the next record into <paramref name="into"/>, if it comes no later than <paramref name="until"/>.
    /// </summary>
    public bool TryNext(TimeSpan until, FeedUpdate into, out FeedTopic topic, out SimulatedInstrument instrument)
    {
        if (_pending == PendingRecords.None && !TryStep(until))
        {
            topic = default;
            instrument = _current;
            return false;
        }

        topic = WritePending(into);
        instrument = _current;
        into.OccurredAt = _startsAt + ((into.Kind == FeedUpdateKind.Phase ? instrument.PhaseSince : _now) / 1000);
        into.PriceScale = instrument.Definition.PriceScale;
        into.SizeScale = instrument.Definition.SizeScale;
        _snapshots.Count(topic, into.BidCount + into.AskCount);
        return true;
    }

    private bool TryStep(TimeSpan until)
    {
        if (_opened < _instruments.Length)
        {
            OpenNext();
            return true;
        }

        if (_next / TimeSpan.NanosecondsPerTick > until.Ticks)
        {
            return false;
        }

        _now = _next;
        var due = _snapshots.TakeDue(_now);
        if (due >= 0)
        {
            Repeat(_instruments[due]);
            return true;
        }

        if (_halts.TakeDue(_now, _random, out var turning, out var phase))
        {
            _current = _instruments[turning];
            _current.Turn(phase, _now);
            _pending = PendingRecords.Phase;
            return true;
        }

        Trade();
        return true;
    }

    /// <summary>All definitions first: a consumer should know the scales before the first book.</summary>
    private void OpenNext()
    {
        if (_defined < _instruments.Length)
        {
            _current = _instruments[_defined++];
            _pending = PendingRecords.Definition;
            return;
        }

        _current = _instruments[_opened++];
        _pending = PendingRecords.Snapshot | PendingRecords.Phase | PendingRecords.FullQuote;
    }

    private void Repeat(SimulatedInstrument instrument)
    {
        _current = instrument;
        _pending = PendingRecords.Snapshot | PendingRecords.Phase | PendingRecords.FullQuote;
        if (++instrument.SnapshotCount % SnapshotsPerDefinition == 0)
        {
            _pending |= PendingRecords.Definition;
        }
    }

    private void Trade()
    {
        BeginDayIfDue();
        _activity.Advance(_now, _random);
        var picked = _activity.Pick(_random);
        _current = _instruments[picked];
        if (_current.Phase != MarketPhase.Open)
        {
            // One at a time is halted: the next one is open.
            _current = _instruments[(picked + 1) % _instruments.Length];
        }

        if (_activity.BurstStarted >= 0)
        {
            KickBursting();
        }

        var (bid, bidSize) = (_current.Bids.BestPrice, _current.Bids.BestSize);
        var (ask, askSize) = (_current.Asks.BestPrice, _current.Asks.BestSize);
        _current.Step(_random, _move);
        _pendingTrade = 0;
        _pending = PendingRecords.Delta | (_move.TradeCount > 0 ? PendingRecords.Trades : PendingRecords.None);
        var isSameQuote = bid == _current.Bids.BestPrice && bidSize == _current.Bids.BestSize
            && ask == _current.Asks.BestPrice && askSize == _current.Asks.BestSize;
        if (_current.Day.Number != _day || _current.Day.IsFull)
        {
            _current.Day.Begin(_day, _current.Price(_current.Bids.BestPrice));
            _pending |= PendingRecords.FullQuote;
        }
        else if (!isSameQuote)
        {
            _pending |= PendingRecords.Quote;
        }

        var quotes = (_pending & (PendingRecords.Quote | PendingRecords.FullQuote)) == 0 ? 0 : 1;
        _next = _now + _activity.Gap(_move.TradeCount + 1 + quotes, _random);
    }

    private void BeginDayIfDue()
    {
        var day = (int)(_now / _dayLength);
        if (day != _day)
        {
            _day = day;
            _activity.OpenMarket(_now, _random);
        }
    }

    private void KickBursting()
    {
        if (_activity.BurstStarted < _instruments.Length)
        {
            _instruments[_activity.BurstStarted].Kick(_random);
            return;
        }

        foreach (var instrument in _instruments)
        {
            instrument.Kick(_random);
        }
    }

    private FeedTopic WritePending(FeedUpdate into)
    {
        if (Take(PendingRecords.Definition))
        {
            into.Reset(FeedUpdateKind.Instrument);
            into.Definition = _current.Definition;
            return FeedTopic.Instruments;
        }

        if ((_pending & PendingRecords.Trades) != 0)
        {
            WriteTrade(into);
            return FeedTopic.Ticks;
        }

        if (Take(PendingRecords.Delta))
        {
            WriteDelta(into);
            return FeedTopic.Books;
        }

        if (Take(PendingRecords.Snapshot))
        {
            WriteSnapshot(into);
            return FeedTopic.Books;
        }

        if (Take(PendingRecords.Phase))
        {
            into.Reset(FeedUpdateKind.Phase);
            into.Phase = _current.Phase;
            return FeedTopic.Ticks;
        }

        WriteQuote(into, isFull: (_pending & PendingRecords.FullQuote) != 0);
        _pending = PendingRecords.None;
        return FeedTopic.Ticks;
    }

    private bool Take(PendingRecords record)
    {
        var isPending = (_pending & record) != 0;
        _pending &= ~record;
        return isPending;
    }

    private void WriteTrade(FeedUpdate into)
    {
        var trade = _move.Trades[_pendingTrade++];
        if (_pendingTrade == _move.TradeCount)
        {
            _pending &= ~PendingRecords.Trades;
        }

        into.Reset(FeedUpdateKind.Trade);
        into.Sequence = ++_current.TickSequence;
        into.Price = _current.Price(trade.Price);
        into.Size = trade.Size;
        into.Aggressor = _move.Aggressor;
        into.TradeId = ++_current.TradeCount;
        _current.Day.Trade(into.Price, into.Size);
        into.Open = _current.Day.Open;
        into.High = _current.Day.High;
        into.Low = _current.Day.Low;
        into.Volume = _current.Day.Volume;
    }

    private void WriteDelta(FeedUpdate into)
    {
        into.Reset(FeedUpdateKind.BookDelta);
        into.Sequence = ++_current.BookSequence;
        foreach (var level in _move.Bids)
        {
            AddBid(into, level.Price, level.Size);
        }

        foreach (var level in _move.Asks)
        {
            AddAsk(into, level.Price, level.Size);
        }
    }

    private void WriteSnapshot(FeedUpdate into)
    {
        into.Reset(FeedUpdateKind.BookSnapshot);
        into.Sequence = _current.BookSequence;
        for (var i = 0; i < _current.Bids.Count; i++)
        {
            AddBid(into, _current.Bids.PriceAt(i), _current.Bids.SizeAt(i));
        }

        for (var i = 0; i < _current.Asks.Count; i++)
        {
            AddAsk(into, _current.Asks.PriceAt(i), _current.Asks.SizeAt(i));
        }
    }

    private void AddBid(FeedUpdate into, long price, long size)
    {
        into.AddBid(new PriceLevel(_current.Price(price), size));
        if (_hasOrderCounts)
        {
            into.AddBidOrders(_current.OrdersOf(size));
        }
    }

    private void AddAsk(FeedUpdate into, long price, long size)
    {
        into.AddAsk(new PriceLevel(_current.Price(price), size));
        if (_hasOrderCounts)
        {
            into.AddAskOrders(_current.OrdersOf(size));
        }
    }

    private void WriteQuote(FeedUpdate into, bool isFull)
    {
        into.Reset(FeedUpdateKind.Quote);
        into.Sequence = ++_current.TickSequence;
        into.BidPrice = _current.Price(_current.Bids.BestPrice);
        into.BidSize = _current.Bids.BestSize;
        into.AskPrice = _current.Price(_current.Asks.BestPrice);
        into.AskSize = _current.Asks.BestSize;
        if (isFull)
        {
            into.Open = _current.Day.Open;
            into.High = _current.Day.High;
            into.Low = _current.Day.Low;
            into.PreviousClose = _current.Day.PreviousClose;
            into.Volume = _current.Day.Volume;
        }
    }
}
