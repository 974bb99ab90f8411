using System.Collections.Concurrent;
using System.Text;
using MarketGateway.Core.Feed;

namespace MarketGateway.Testing;

/// <summary>
/// A sink that remembers everything it is told, for tests of what feeds it. It also holds the caller to the sink's
/// contract: two calls at once for one partition, or an epoch that begins in between, are kept as violations.
/// </summary>
public sealed class FeedRecorder : IFeedSink
{
    private readonly ConcurrentDictionary<string, FeedSymbol> _symbols = new();
    private readonly ConcurrentDictionary<(FeedTopic Topic, int Partition), int> _busy = new();
    private readonly Lock _gate = new();
    private readonly List<RecordedUpdate> _updates = [];
    private readonly List<string> _withdrawn = [];
    private readonly List<(FeedTopic Topic, string Symbol, DecodeError Error)> _skips = [];
    private readonly List<(FeedTopic Topic, int Partition, bool IsReachable)> _edges = [];
    private readonly List<(FeedTopic Topic, int Partition, long LostFrom, long ReadFrom)> _losses = [];
    private readonly List<string> _epochs = [];
    private readonly List<(string Alias, string Symbol)> _aliases = [];
    private readonly List<string> _violations = [];

    /// <summary>Gets or sets what <see cref="Apply"/> answers; by default it takes every record.</summary>
    public Func<FeedSymbol, FeedUpdate, DecodeError> Verdict { get; set; } = (_, _) => DecodeError.None;

    /// <summary>Gets or sets what <see cref="SetAlias"/> answers; by default it takes every name.</summary>
    public Func<string, string, DecodeError> AliasVerdict { get; set; } = (_, _) => DecodeError.None;

    /// <summary>Gets the names that were taken and what they stood for, oldest first.</summary>
    public IReadOnlyList<(string Alias, string Symbol)> Aliases => Copy(_aliases);

    /// <summary>Gets the records applied, oldest first.</summary>
    public IReadOnlyList<RecordedUpdate> Updates => Copy(_updates);

    public IReadOnlyList<string> Withdrawn => Copy(_withdrawn);

    public IReadOnlyList<(FeedTopic Topic, string Symbol, DecodeError Error)> Skips => Copy(_skips);

    public IReadOnlyList<(FeedTopic Topic, int Partition, bool IsReachable)> ReachabilityEdges => Copy(_edges);

    public IReadOnlyList<(FeedTopic Topic, int Partition, long LostFrom, long ReadFrom)> Losses => Copy(_losses);

    public IReadOnlyList<string> Epochs => Copy(_epochs);

    /// <summary>Gets how the caller broke the sink's contract; empty when it did not.</summary>
    public IReadOnlyList<string> Violations => Copy(_violations);

    /// <summary>Gets or sets a key at which the sink fails, as no sink should; null: at none.</summary>
    public string? FailingKey { get; set; }

    public FeedSymbol? Resolve(ReadOnlySpan<byte> key)
    {
        if (FailingKey is { } failing && key.SequenceEqual(Encoding.UTF8.GetBytes(failing)))
        {
            throw new InvalidOperationException("a fault of ours");
        }

        return FeedSymbolName.TryValidate(key)
            ? _symbols.GetOrAdd(Encoding.UTF8.GetString(key), name => new RecordedSymbol(name))
            : null;
    }

    public DecodeError Apply(FeedTopic topic, int partition, long offset, FeedSymbol symbol, FeedUpdate update)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        ArgumentNullException.ThrowIfNull(update);
        using Turn turn = Enter(topic, partition);
        DecodeError verdict = Verdict(symbol, update);
        if (verdict == DecodeError.None)
        {
            Add(_updates, new RecordedUpdate(topic, partition, offset, symbol.Symbol, update.Kind, update.Sequence)
            {
                BidPrice = update.BidPrice / (decimal)Math.Pow(10, update.PriceScale),
            });
        }

        return verdict;
    }

    public DecodeError SetAlias(ReadOnlySpan<byte> key, string symbol)
    {
        string alias = Encoding.UTF8.GetString(key);
        DecodeError verdict = AliasVerdict(alias, symbol);
        if (verdict == DecodeError.None)
        {
            Add(_aliases, (alias, symbol));
        }

        return verdict;
    }

    public bool WithdrawAlias(ReadOnlySpan<byte> key) => false;

    public void Withdraw(FeedSymbol symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        Add(_withdrawn, symbol.Symbol);
    }

    public void Skipped(FeedTopic topic, FeedSymbol symbol, DecodeError reason)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        Add(_skips, (topic, symbol.Symbol, reason));
    }

    public void RecordsLost(FeedTopic topic, int partition, long lostFrom, long readFrom)
    {
        using Turn turn = Enter(topic, partition);
        Add(_losses, (topic, partition, lostFrom, readFrom));
    }

    public void SetReachable(FeedTopic topic, int partition, bool isReachable)
    {
        using Turn turn = Enter(topic, partition);
        Add(_edges, (topic, partition, isReachable));
    }

    public void BeginEpoch(string epoch)
    {
        if (_busy.Values.Any(calls => calls > 0))
        {
            Add(_violations, $"epoch {epoch} began while a record was applied");
        }

        Add(_epochs, epoch);
    }

    private Turn Enter(FeedTopic topic, int partition)
    {
        if (_busy.AddOrUpdate((topic, partition), 1, (_, calls) => calls + 1) > 1)
        {
            Add(_violations, $"two calls at once for {topic} [{partition}]");
        }

        return new Turn(this, topic, partition);
    }

    private void Add<T>(List<T> list, T item)
    {
        lock (_gate)
        {
            list.Add(item);
        }
    }

    private IReadOnlyList<T> Copy<T>(List<T> list)
    {
        lock (_gate)
        {
            return [.. list];
        }
    }

    private readonly struct Turn(FeedRecorder recorder, FeedTopic topic, int partition) : IDisposable
    {
        public void Dispose() => recorder._busy.AddOrUpdate((topic, partition), 0, (_, calls) => calls - 1);
    }

    private sealed class RecordedSymbol(string symbol) : FeedSymbol(symbol);
}
