using System.Collections.Concurrent;
using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The one versioned copy of the market. The feed's threads write it through <see cref="IFeedSink"/>, one per partition;
/// sessions read it through streams.
/// </summary>
public sealed class Market(MarketOptions options, TimeProvider time) : IFeedSink
{
    private readonly MarketContext _context = new(options, new FeedCounters(), new DeliveryCounters(), time);
    private readonly ConcurrentDictionary<string, MarketSymbol> _symbols = new(StringComparer.Ordinal);
    private readonly SymbolKeys _keys = new();
    private readonly Lock _catalogGate = new();
    private MarketSymbol[] _catalog = [];
    private int _catalogCount;
    private MarketEpoch _epoch = new(0, "none");

    /// <summary>Raised on a feed thread when a symbol becomes known, is defined anew or is withdrawn.</summary>
    public event Action<MarketSymbol>? CatalogChanged;

    /// <summary>
    /// Raised with the status before and after, on a feed thread under the gate of the channel: whoever listens may only
    /// leave a note.
    /// </summary>
    public event Action<SymbolChannel, SymbolStatus, SymbolStatus>? StatusChanged
    {
        add => _context.StatusChanged += value;
        remove => _context.StatusChanged -= value;
    }

    public FeedCounters Counters => _context.Counters;

    /// <summary>Gets the account of all subscriptions.</summary>
    public DeliveryCounters Delivery => _context.Delivery;

    /// <summary>Gets the names that stand for symbols.</summary>
    public SymbolAliases Aliases { get; } = new(options.AliasesMax);

    /// <summary>Gets how many bytes are held for clients that want every update.</summary>
    public long UpdateTapeBytes => _context.Tapes.Bytes;

    /// <summary>Gets which log the state comes from.</summary>
    public MarketEpoch Epoch => Volatile.Read(ref _epoch);

    /// <summary>Gets every symbol that was ever listed, in the order of appearance; it only grows.</summary>
    public ReadOnlySpan<MarketSymbol> Catalog
    {
        get
        {
            lock (_catalogGate)
            {
                return _catalog.AsSpan(0, _catalogCount);
            }
        }
    }

    /// <summary>Gets or sets what names the shard of a symbol that is not here; null: it would be here. Set before the feed begins.</summary>
    public Func<string, string?> ShardElsewhere { get; set; } = static _ => null;

    /// <summary>Gives out the numbers of streams.</summary>
    public StreamNumbers StreamNumbers { get; } = new();

    /// <summary>
    /// Counts the updates that were offered to subscriptions and wait: at any quiet moment what is missing in
    /// <see cref="Delivery"/>. Looks at every symbol: for a scrape, not for a flush.
    /// </summary>
    public long CountWaiting() =>
        _symbols.Values.Sum(static symbol => symbol.Books.CountWaiting() + symbol.Ticks.CountWaiting());

    /// <summary>Finds a listed symbol, in whatever form of Unicode its name is written.</summary>
    public MarketSymbol? Find(string symbol) =>
        _symbols.TryGetValue(SymbolNormalForm.Of(symbol), out var found) && found.IsListed ? found : null;

    /// <summary>
    /// Finds a listed symbol by its name, or by one that stands for it; a symbol of that name goes before. Null, and what
    /// it was taken for, or what is wrong with what it stands for.
    /// </summary>
    public MarketSymbol? Find(string name, out string symbol, out string? fault)
    {
        (symbol, fault) = (name, null);
        if (Find(name) is { } found)
        {
            return found;
        }

        symbol = Aliases.Follow(name, out fault) ?? name;
        return fault is null && symbol != name ? Find(symbol) : null;
    }

    public FeedSymbol? Resolve(ReadOnlySpan<byte> key) => _keys.Find(key)
        ?? (FeedSymbolName.TryValidate(key) ? AddInNormalForm(Encoding.UTF8.GetString(key)) : null);

    public DecodeError Apply(FeedTopic topic, int partition, long offset, FeedSymbol symbol, FeedUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        var target = (MarketSymbol)symbol;
        if (topic == FeedTopic.Instruments)
        {
            return Define(target, update.Definition!);
        }

        if (update.Kind == FeedUpdateKind.Phase)
        {
            // It has no scales to define a symbol by; and it is no update of quotes and trades, nor numbered with them.
            target.SetPhase(partition, offset, new SymbolPhase(update.Phase, update.OccurredAt));
            return DecodeError.None;
        }

        if (target.Definition is null)
        {
            DefineFrom(target, update.PriceScale, update.SizeScale);
        }

        if (topic == FeedTopic.Ticks)
        {
            _context.TickStarts.Note(partition, offset);
        }

        var reason = ChannelOf(topic, target).Apply(partition, offset, update);
        OffsetsOf(topic).Set(partition, offset);
        if (reason != DecodeError.None)
        {
            Skipped(topic, symbol, reason);
        }

        return reason;
    }

    public DecodeError SetAlias(ReadOnlySpan<byte> key, string symbol)
    {
        if (!FeedSymbolName.TryValidate(key))
        {
            return DecodeError.BadKey;
        }

        symbol = SymbolNormalForm.Of(symbol);
        if (!Aliases.TrySet(SymbolNormalForm.Of(Encoding.UTF8.GetString(key)), symbol, out var before))
        {
            return DecodeError.OutOfRange;
        }

        if (before != symbol)
        {
            NotifyMoved(symbol);
            NotifyMoved(before);
        }

        return DecodeError.None;
    }

    public bool WithdrawAlias(ReadOnlySpan<byte> key)
    {
        if (Aliases.Revision == 0 || !FeedSymbolName.TryValidate(key)
            || !Aliases.Remove(SymbolNormalForm.Of(Encoding.UTF8.GetString(key)), out var before))
        {
            return false;
        }

        NotifyMoved(before);
        return true;
    }

    public void Withdraw(FeedSymbol symbol)
    {
        if (((MarketSymbol)symbol).SetListed(false))
        {
            CatalogChanged?.Invoke((MarketSymbol)symbol);
        }
    }

    public void Skipped(FeedTopic topic, FeedSymbol symbol, DecodeError reason)
    {
        if (topic == FeedTopic.Instruments)
        {
            return;
        }

        var target = (MarketSymbol)symbol;
        if (target.Definition is null)
        {
            // It can be asked for, or nobody would hear that its only record so far was refused.
            DefineFrom(target, priceScale: 0, sizeScale: 0);
        }

        ChannelOf(topic, target).MarkBadRecord();
    }

    public void RecordsLost(FeedTopic topic, int partition, long lostFrom, long readFrom)
    {
        _context.Partitions.MarkLost(topic, partition);
        if (topic == FeedTopic.Instruments)
        {
            return;
        }

        if (topic == FeedTopic.Ticks)
        {
            _context.TickStarts.MoveTo(partition, readFrom);
        }

        foreach (var symbol in _symbols.Values)
        {
            ChannelOf(topic, symbol).MarkLost(partition);
            if (topic == FeedTopic.Ticks)
            {
                symbol.LosePhase(partition);
            }
        }
    }

    public void SetReachable(FeedTopic topic, int partition, bool isReachable)
    {
        if (topic == FeedTopic.Instruments)
        {
            return;
        }

        var status = isReachable
            ? null
            : new SymbolStatus(SymbolState.Stale, SymbolStateReason.FeedUnreachable, time.GetUnixMicroseconds());
        _context.Partitions.SetUnreachable(topic, partition, status);
        foreach (var symbol in _symbols.Values)
        {
            ChannelOf(topic, symbol).SetUnreachable(partition, status);
        }
    }

    public void BeginEpoch(string epoch)
    {
        var next = new MarketEpoch(Epoch.Number + 1, epoch);
        Volatile.Write(ref _epoch, next);
        _context.TickStarts.Clear();
        _context.BookOffsets.Clear();
        _context.TickOffsets.Clear();
        _context.Partitions.Clear();
        Aliases.Clear();
        foreach (var symbol in _symbols.Values)
        {
            symbol.Undefine();
            symbol.Books.BeginEpoch(next.Number);
            symbol.Ticks.BeginEpoch(next.Number);
            CatalogChanged?.Invoke(symbol);
        }
    }

    /// <summary>
    /// Copies how far a channel's topic has been applied; a lane that looks at what changed after this sees all up to there.
    /// Partitions that lost records are left out: there an offset does not say what was seen.
    /// </summary>
    internal void CopyOffsets(Channel channel, Dictionary<int, long> offsets)
    {
        var topic = channel == Channel.Book ? FeedTopic.Books : FeedTopic.Ticks;
        offsets.Clear();
        OffsetsOf(topic).CopyTo(offsets);
        foreach (var partition in offsets.Keys)
        {
            if (_context.Partitions.HasLost(topic, partition))
            {
                offsets.Remove(partition);
            }
        }
    }

    /// <summary>Whoever asked by an alias looks where it leads now when the catalog changes.</summary>
    private void NotifyMoved(string? name)
    {
        if (name is not null && Find(name, out _, out _) is { } symbol)
        {
            CatalogChanged?.Invoke(symbol);
        }
    }

    private PartitionOffsets OffsetsOf(FeedTopic topic) =>
        topic == FeedTopic.Books ? _context.BookOffsets : _context.TickOffsets;

    private static SymbolChannel ChannelOf(FeedTopic topic, MarketSymbol symbol) =>
        topic == FeedTopic.Books ? symbol.Books : symbol.Ticks;

    /// <summary>Finds or adds a symbol whose name may be written in another form than the one that it goes by.</summary>
    private MarketSymbol? AddInNormalForm(string symbol)
    {
        var normal = SymbolNormalForm.Of(symbol);
        return _symbols.TryGetValue(normal, out var known) ? known
            : FeedSymbolName.TryValidate(normal) ? AddSymbol(normal) : null;
    }

    private MarketSymbol AddSymbol(string symbol)
    {
        var added = new MarketSymbol(symbol, _context);
        var epoch = Epoch.Number;
        if (epoch != 0)
        {
            added.Books.BeginEpoch(epoch);
            added.Ticks.BeginEpoch(epoch);
        }

        var known = _symbols.GetOrAdd(symbol, added);
        if (ReferenceEquals(known, added))
        {
            _keys.Add(added);
            Counters.CountNewSymbol();
        }

        return known;
    }

    private DecodeError Define(MarketSymbol symbol, InstrumentDefinition definition)
    {
        var isChange = symbol.Define(definition);
        symbol.MarkDefined();

        // Producers repeat definitions; only what is new concerns anybody.
        if (List(symbol) || isChange)
        {
            CatalogChanged?.Invoke(symbol);
        }

        return DecodeError.None;
    }

    /// <summary>A symbol that no definition has named yet takes the scales of its first record.</summary>
    private void DefineFrom(MarketSymbol symbol, int priceScale, int sizeScale)
    {
        symbol.Define(new InstrumentDefinition("", "", "", priceScale, sizeScale, TickSize: 1, ""));
        List(symbol);
        CatalogChanged?.Invoke(symbol);
    }

    /// <summary>Lists a symbol; false when it was listed already.</summary>
    private bool List(MarketSymbol symbol)
    {
        if (!symbol.SetListed(true))
        {
            return false;
        }

        lock (_catalogGate)
        {
            if (symbol.IsInCatalog)
            {
                return true;
            }

            symbol.IsInCatalog = true;
            if (_catalogCount == _catalog.Length)
            {
                Array.Resize(ref _catalog, Math.Max(64, _catalogCount * 2));
            }

            _catalog[_catalogCount++] = symbol;
            return true;
        }
    }
}
