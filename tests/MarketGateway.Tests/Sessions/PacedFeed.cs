using System.Diagnostics;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Sessions;

/// <summary>
/// Feeds a market at a steady rate until it is stopped, and knows when each version was made: so the age of what clients
/// hold can be told.
/// </summary>
internal sealed class PacedFeed : IAsyncDisposable
{
    /// <summary>Remembered versions per symbol: a minute and more at the rates used here.</summary>
    private const int LogLength = 8192;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly HandFeed _feed;
    private readonly string[] _symbols;
    private readonly int _updatesPerSecond;
    private readonly int _levels;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Log> _logs = [];
    private Task _running = Task.CompletedTask;
    private long _fed;

    public PacedFeed(HandFeed feed, int symbols, int updatesPerSecond, int levels)
    {
        _feed = feed;
        _updatesPerSecond = updatesPerSecond;
        _levels = levels;
        _symbols = [.. Enumerable.Range(0, symbols).Select(number => $"S{number:000}")];
        foreach (var symbol in _symbols)
        {
            _logs[symbol] = new Log();
            feed.Define(symbol);
            feed.Snapshot(symbol, levels: 20);
        }

        feed.OnApplied = Note;
    }

    /// <summary>Gets how many updates were fed so far.</summary>
    public long Fed => Volatile.Read(ref _fed);

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Says for how long a version of a book has been superseded.</summary>
    public TimeSpan AgeOf(string symbol, long version)
    {
        var log = _logs[symbol];
        lock (log)
        {
            return log.SupersededAt(version) is { } since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _feed.OnApplied = null;
    }

    private void Note(string channel, string symbol, long version)
    {
        if (channel == "book")
        {
            var log = _logs[symbol];
            lock (log)
            {
                log.Add(version);
            }
        }
    }

    private async Task RunAsync()
    {
        var random = new Random(1);
        var startedAt = Stopwatch.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            var due = (long)(Stopwatch.GetElapsedTime(startedAt).TotalSeconds * _updatesPerSecond);
            for (; _fed < due; _fed++)
            {
                _feed.RandomDelta(_symbols[random.Next(_symbols.Length)], random, _levels, prices: 25);
            }

            await Task.Delay(Step, TimeProvider.System);
        }
    }

    private sealed class Log
    {
        private readonly (long Version, long At)[] _entries = new (long, long)[LogLength];
        private long _count;

        public void Add(long version) => _entries[_count++ % LogLength] = (version, Stopwatch.GetTimestamp());

        /// <summary>Finds when the version after this one was made; null when there is none.</summary>
        public long? SupersededAt(long version)
        {
            var (low, high) = (Math.Max(0, _count - LogLength), _count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_entries[middle % LogLength].Version > version)
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }

            return low == _count ? null : _entries[low % LogLength].At;
        }
    }
}
