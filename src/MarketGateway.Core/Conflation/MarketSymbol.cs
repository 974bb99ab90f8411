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
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, MarketStream> _streams = [];
    private InstrumentDefinition? _definition;
    private bool _isListed;

    internal MarketSymbol(string symbol, MarketOptions options, FeedCounters counters, TimeProvider time)
        : base(symbol)
    {
        Books = new BookChannel(this, options, counters, time);
        Ticks = new TickChannel(this, options, counters, time);
    }

    /// <summary>Gets the definition; null before the first record that was not skipped.</summary>
    public InstrumentDefinition? Definition => Volatile.Read(ref _definition);

    /// <summary>Gets a value indicating whether the symbol can be subscribed to.</summary>
    public bool IsListed => Volatile.Read(ref _isListed);

    public BookChannel Books { get; }

    public TickChannel Ticks { get; }

    /// <summary>Gets or sets a value indicating whether the market's catalog has it; guarded by the catalog.</summary>
    internal bool IsInCatalog { get; set; }

    /// <summary>
    /// Finds or makes the stream with this key and counts a subscription to it; to be given back with
    /// <see cref="Release"/>.
    /// </summary>
    public MarketStream Acquire(StreamKey key, StreamNumbers numbers, StreamCursor cursor)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(key, out var stream))
            {
                stream = Create(key, numbers.Next());
                _streams.Add(key, stream);
                stream.Channel.Add(stream);
            }

            stream.SubscriptionCount++;
            stream.OnSubscribed(cursor);
            return stream;
        }
    }

    /// <summary>Ends a subscription; the last one takes the stream with it.</summary>
    public void Release(MarketStream stream, StreamCursor cursor)
    {
        lock (_gate)
        {
            stream.Disarm(cursor);
            stream.OnUnsubscribed(cursor);
            if (--stream.SubscriptionCount == 0)
            {
                _streams.Remove(stream.Key);
                stream.Channel.Remove(stream);
            }
        }
    }

    /// <summary>Sets the definition; returns false when it contradicts the scales in use.</summary>
    internal bool TryDefine(InstrumentDefinition definition)
    {
        lock (_gate)
        {
            if (_definition is { } current &&
                (current.PriceScale != definition.PriceScale || current.SizeScale != definition.SizeScale))
            {
                return false;
            }

            Volatile.Write(ref _definition, definition);
            return true;
        }
    }

    /// <summary>Lists or withdraws the symbol; returns whether that changed anything.</summary>
    internal bool SetListed(bool isListed)
    {
        lock (_gate)
        {
            var isChange = _isListed != isListed;
            Volatile.Write(ref _isListed, isListed);
            return isChange;
        }
    }

    /// <summary>Forgets the definition: the log was replaced.</summary>
    internal void Undefine()
    {
        lock (_gate)
        {
            Volatile.Write(ref _definition, null);
            Volatile.Write(ref _isListed, false);
        }
    }

    private MarketStream Create(StreamKey key, int number) => key.Channel switch
    {
        Channel.Book => new BookStream(number, this, key),
        Channel.Quote => new QuoteStream(number, this, key),
        _ => new TradeStream(number, this, key),
    };
}
