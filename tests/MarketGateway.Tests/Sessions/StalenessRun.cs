using System.Diagnostics;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>
/// A slow client on a feed that would need fifty times what it takes: measures how old what it holds is, and what the
/// process costs, over time.
/// </summary>
internal sealed class StalenessRun(Scene scene, WireClientOptions options, int window)
{
    public const int ClientBytesPerSecond = 20_000;

    private const int SymbolCount = 20;
    private const int UpdatesPerSecond = 16_000;
    private const int LevelsPerUpdate = 16;

    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs; the figures are of the time after <paramref name="steadyAfter"/>, one per period.</summary>
    public async Task<List<Figures>> RunAsync(TimeSpan steadyAfter, TimeSpan period, int periods)
    {
        await using var feed = new PacedFeed(scene.Feed, SymbolCount, UpdatesPerSecond, LevelsPerUpdate);
        var fast = await ConnectAsync(new WireClientOptions { KeepsMessages = false }, window: 0);
        fast.StopListening();
        var slow = await ConnectAsync(options with { KeepsMessages = false, Acknowledges = window > 0 }, window);
        feed.Start();
        await MeasureAsync(feed, fast, slow, steadyAfter);
        var figures = new List<Figures>();
        for (var number = 0; number < periods; number++)
        {
            figures.Add(await MeasureAsync(feed, fast, slow, period));
            TestContext.Current.TestOutputHelper?.WriteLine($"{number + 1}: {figures[^1]}");
        }

        Assert.Empty(slow.Violations);
        return figures;
    }

    private async Task<WireClient> ConnectAsync(WireClientOptions client, int window)
    {
        var connected = await scene.ConnectAsync(client);
        await connected.RequestAsync(new { op = "hello", window });
        await connected.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "S*" } });
        return connected;
    }

    private static async Task<Figures> MeasureAsync(PacedFeed feed, WireClient fast, WireClient slow, TimeSpan period)
    {
        var ages = new List<double>();
        var (fed, fastBytes, slowBytes) = (feed.Fed, fast.BytesRead, slow.BytesRead);
        var startedAt = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(startedAt) < period)
        {
            await Task.Delay(SampleInterval, TimeProvider.System);
            ages.Add(slow.Look(streams => streams.Values
                .Max(stream => stream.Version is { } version ? feed.AgeOf(stream.Symbol, version).TotalSeconds : 0)));
        }

        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        ages.Sort();
        return new Figures(
            ages[ages.Count / 2],
            ages[^1],
            (feed.Fed - fed) / seconds,
            (fast.BytesRead - fastBytes) / seconds / 1000,
            (slow.BytesRead - slowBytes) / seconds / 1000,
            GC.GetTotalMemory(forceFullCollection: true) / 1e6,
            Environment.WorkingSet / 1e6);
    }

    /// <summary>What one period showed.</summary>
    /// <param name="AgeMedian">Seconds; of the oldest state that the client held at each sample.</param>
    /// <param name="AgeMax">Seconds; the oldest of all.</param>
    /// <param name="UpdatesPerSecond">What was fed.</param>
    /// <param name="FastKiloBytesPerSecond">What a client beside it took that reads as fast as it can.</param>
    /// <param name="SlowKiloBytesPerSecond">What the slow client took.</param>
    /// <param name="HeapMegaBytes">The whole process, clients included.</param>
    /// <param name="WorkingSetMegaBytes">As of the operating system.</param>
    internal sealed record Figures(
        double AgeMedian,
        double AgeMax,
        double UpdatesPerSecond,
        double FastKiloBytesPerSecond,
        double SlowKiloBytesPerSecond,
        double HeapMegaBytes,
        double WorkingSetMegaBytes)
    {
        public override string ToString() =>
            $"age p50 {AgeMedian:0.00} s, max {AgeMax:0.00} s; {UpdatesPerSecond:0} updates/s; fast {FastKiloBytesPerSecond:0} kB/s, "
            + $"slow {SlowKiloBytesPerSecond:0.0} kB/s; heap {HeapMegaBytes:0.0} MB, working set {WorkingSetMegaBytes:0} MB";
    }
}
