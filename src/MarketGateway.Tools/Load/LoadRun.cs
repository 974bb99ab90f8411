using System.Globalization;

namespace MarketGateway.Tools.Load;

/// <summary>
/// A crowd of connections: opens them, measures from a mark on, and hangs up. Used by one caller at a time.
/// </summary>
internal sealed class LoadRun(IReadOnlyList<LoadConnection> connections, LoadLatency latency) : IAsyncDisposable
{
    private readonly List<Task> _running = [];
    private LoadCounts _atMark = new();
    private long _markedAt = TimeProvider.System.GetTimestamp();

    public IReadOnlyList<LoadConnection> Connections => connections;

    public int Live => connections.Count(static connection => connection.IsReady && connection.Fault is null);

    /// <summary>Gets the first faults that there were, each with how many connections had it.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. connections.Where(static connection => connection.Fault is not null)
            .GroupBy(static connection => connection.Fault!, StringComparer.Ordinal)
            .OrderByDescending(static faults => faults.Count())
            .Take(5)
            .Select(static faults => string.Create(CultureInfo.InvariantCulture, $"{faults.Count()} x {faults.Key}")),
    ];

    /// <summary>Opens all, so many at a time; completes when each has its state or has failed.</summary>
    public async Task OpenAsync(int openers, CancellationToken cancellation)
    {
        using var room = new SemaphoreSlim(openers);
        foreach (var connection in connections)
        {
            await room.WaitAsync(cancellation);
            _running.Add(Task.Run(() => connection.RunAsync(cancellation), cancellation));
            _ = connection.Ready.ContinueWith(
                static (_, state) => ((SemaphoreSlim)state!).Release(), room, TaskScheduler.Default);
        }

        // All permits back: nobody is being opened any more.
        for (var i = 0; i < openers; i++)
        {
            await room.WaitAsync(cancellation);
        }
    }

    /// <summary>Begins to measure.</summary>
    public void Mark()
    {
        _atMark = Sum();
        latency.Reset();
        _markedAt = TimeProvider.System.GetTimestamp();
    }

    public LoadFigures Read()
    {
        var elapsed = TimeProvider.System.GetElapsedTime(_markedAt);
        return new LoadFigures(elapsed, Live, Sum().Minus(_atMark), latency.ReadTotal());
    }

    /// <summary>Gets all that came since the connections were opened.</summary>
    public LoadCounts Sum() => connections.Aggregate(
        new LoadCounts(), static (sum, connection) => sum.Plus(connection.Counts));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(connections.Select(static connection => connection.CloseAsync()));
        await Task.WhenAll(_running);
    }
}
