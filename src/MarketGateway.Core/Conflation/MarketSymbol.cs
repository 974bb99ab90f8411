using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// One symbol of the market: its definition, its state in each topic, and the streams that show it. Made by the
/// <see cref="Market"/> at the first record under its key, and never removed.
/// </summary>
public sealed class MarketSymbol : FeedSymbol
{
    private const long NotSeen = -1;

    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, MarketStream> _streams = [];
    private long _appearedAt = NotSeen;
    private InstrumentDefinition? _definition;
    private bool _isDefined;
    private bool _isListed;
    private SymbolPhase? _phase;
    private int _phasePartition;
    private long _phaseOffset;

    internal MarketSymbol(string symbol, MarketContext context)
        : base(symbol)
    {
        Books = new BookChannel(this, context);
        Ticks = new TickChannel(this, context);
    }

    /// <summary>Gets the definition; null before the first record that was not skipped.</summary>
    public override InstrumentDefinition? Definition => Volatile.Read(ref _definition);

    public override bool IsDefined => Volatile.Read(ref _isDefined);

    public override bool IsBookTrusted => Books.Status.State == SymbolState.Live;

    /// <summary>Gets the phase of the market; null: not known.</summary>
    public SymbolPhase? Phase => Volatile.Read(ref _phase);

    /// <summary>Gets a value indicating whether the symbol can be subscribed to.</summary>
    public bool IsListed => Volatile.Read(ref _isListed);

    public BookChannel Books { get; }

    public TickChannel Ticks { get; }

    /// <summary>
    /// Gets after how many trades, counted through all logs, the symbol came to be seen, or was defined anew: whoever
    /// waited for it is owed all since. Negative while it is not to be seen.
    /// </summary>
    internal long AppearedAt => Volatile.Read(ref _appearedAt);

    /// <summary>Gets or sets a value indicating whether the market's catalog has it; guarded by the catalog.</summary>
    internal bool IsInCatalog { get; set; }

    /// <summary>
    /// Finds or makes the stream with this key and begins a subscription to it; to be given back with
    /// <see cref="Release"/>.
    /// </summary>
    /// <param name="key">What the stream shows.</param>
    /// <param name="numbers">Gives out the numbers of streams.</param>
    /// <param name="cursor">Whose subscription it is.</param>
    /// <param name="outset">
    /// After how many trades it begins (<see cref="AppearedAt"/>, <see cref="CountTrades"/>), where that was before now.
    /// </param>
    public MarketStream Acquire(
        StreamKey key, StreamNumbers numbers, StreamCursor cursor, long outset = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        lock (_gate)
        {
            var stream = FindOrCreateNeedsGate(key, numbers);
            stream.Begin(cursor, predecessor: null, outset);
            return stream;
        }
    }

    /// <summary>Finds the stream with this key, if anybody follows one.</summary>
    public MarketStream? FindStream(StreamKey key)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(key);
        }
    }

    /// <summary>Ends a subscription; the last one takes the stream with it.</summary>
    /// <param name="stream">Which stream.</param>
    /// <param name="cursor">Where the subscription stands.</param>
    /// <param name="isCursorShared">Whether other subscriptions stand there too.</param>
    public void Release(MarketStream stream, StreamCursor cursor, bool isCursorShared = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        lock (_gate)
        {
            stream.End(cursor, isSucceeded: false, isCursorShared);
            RemoveIfUnusedNeedsGate(stream);
        }
    }

    /// <summary>
    /// Moves a subscription to another stream of the same channel: the successor stands where the cursor stood, and every
    /// update is offered to exactly one of them.
    /// </summary>
    public MarketStream Exchange(
        MarketStream stream, StreamCursor cursor, StreamKey key, StreamNumbers numbers, StreamCursor successor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(numbers);
        lock (_gate)
        {
            var next = FindOrCreateNeedsGate(key, numbers);
            lock (stream.Channel.Gate)
            {
                next.Begin(successor, cursor);
                stream.End(cursor, isSucceeded: true);
            }

            RemoveIfUnusedNeedsGate(stream);
            return next;
        }
    }

    /// <summary>Counts the trades that there have been, through all logs.</summary>
    internal long CountTrades()
    {
        lock (Ticks.Gate)
        {
            return Ticks.EarlierTrades + Ticks.Trades.Newest;
        }
    }

    /// <summary>Gets the state in the topic that tells of a channel.</summary>
    public SymbolChannel ChannelOf(Channel channel) => channel == Channel.Book ? Books : Ticks;

    /// <summary>
    /// Gets the smallest price step in the price scale of a generation, which the definition may not share: one unit at
    /// least.
    /// </summary>
    public long TickSizeIn(Generation generation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        return Definition is { } definition
            ? DecimalScale.Reach(definition.TickSize, definition.PriceScale, generation.PriceScale)
            : 1;
    }

    /// <summary>
    /// Sets the definition; returns whether it is another one. Its scales are those of the states only until their own
    /// records tell others.
    /// </summary>
    internal bool Define(InstrumentDefinition definition)
    {
        lock (_gate)
        {
            if (definition == _definition)
            {
                return false;
            }

            DefineNeedsGate(definition);
        }

        Books.Expect(definition);
        Ticks.Expect(definition);
        return true;
    }

    /// <summary>Lists or withdraws the symbol; returns whether that changed anything.</summary>
    internal bool SetListed(bool isListed)
    {
        lock (_gate)
        {
            var isChange = _isListed != isListed;
            Volatile.Write(ref _isListed, isListed);
            if (!isListed)
            {
                Volatile.Write(ref _appearedAt, NotSeen);
            }
            else if (_appearedAt == NotSeen)
            {
                Volatile.Write(ref _appearedAt, CountTrades());
            }

            return isChange;
        }
    }

    /// <summary>
    /// Sets the phase. In one partition the log's order counts, so that what is read again changes nothing; between
    /// partitions, which is rare, the venue's time.
    /// </summary>
    internal void SetPhase(int partition, long offset, SymbolPhase phase)
    {
        lock (_gate)
        {
            if (_phase is { } held && (partition == _phasePartition ? offset <= _phaseOffset : phase.Since < held.Since))
            {
                return;
            }

            (_phasePartition, _phaseOffset) = (partition, offset);
            if (phase.Phase != _phase?.Phase)
            {
                SetPhaseNeedsGate(phase);
            }
        }
    }

    /// <summary>Says that records of a partition were lost: the phase that came from it may be another by now.</summary>
    internal void LosePhase(int partition)
    {
        lock (_gate)
        {
            if (_phase is not null && partition == _phasePartition)
            {
                SetPhaseNeedsGate(null);
            }
        }
    }

    /// <summary>Notes that the definition is one that was told, and not made of a first update.</summary>
    internal void MarkDefined() => Volatile.Write(ref _isDefined, true);

    /// <summary>Forgets the definition: the log was replaced.</summary>
    internal void Undefine()
    {
        lock (_gate)
        {
            Volatile.Write(ref _definition, null);
            Volatile.Write(ref _isDefined, false);
            Volatile.Write(ref _phase, null);
            Volatile.Write(ref _isListed, false);
            Volatile.Write(ref _appearedAt, NotSeen);
        }
    }

    private void SetPhaseNeedsGate(SymbolPhase? phase)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "the symbol's gate is held");
        Volatile.Write(ref _phase, phase);
        Books.SetPhase(phase);
        Ticks.SetPhase(phase);
    }

    /// <remarks>Under the gate of the trades: none comes between the count and the definition that lets it in.</remarks>
    private void DefineNeedsGate(InstrumentDefinition definition)
    {
        lock (Ticks.Gate)
        {
            Volatile.Write(ref _appearedAt, CountTrades());
            Volatile.Write(ref _definition, definition);
        }
    }

    private MarketStream FindOrCreateNeedsGate(StreamKey key, StreamNumbers numbers)
    {
        if (!_streams.TryGetValue(key, out var stream))
        {
            stream = Create(key, numbers.Next());
            _streams.Add(key, stream);
            stream.Channel.Add(stream);
        }

        return stream;
    }

    private void RemoveIfUnusedNeedsGate(MarketStream stream)
    {
        if (stream.SubscriptionCount == 0)
        {
            _streams.Remove(stream.Key);
            stream.Channel.Remove(stream);
            stream.OnRemoved();
        }
    }

    private MarketStream Create(StreamKey key, int number) => key.Channel switch
    {
        Channel.Book => new BookStream(number, this, key),
        Channel.Quote => new QuoteStream(number, this, key),
        _ => new TradeStream(number, this, key),
    };
}
