using MarketGateway.Bench.Feed;
using MarketGateway.Bench.Measuring;
using MarketGateway.Bench.Peers.Bare;
using MarketGateway.Bench.Processes;

namespace MarketGateway.Bench.Scenarios;

/// <summary>
/// The limit for a live record: a consumer that reads the same market as it comes and looks at nothing. What of a live
/// record's cost is more than this is the gateway's; what of this is more than in line is the price of being woken.
/// </summary>
internal static class BareLive
{
    private const int Instruments = 200;
    private const int Consumers = 1;

    /// <summary>Measures the CPU in microseconds per record.</summary>
    public static async Task<Spread> MeasureAsync(BenchOptions options, int rate, int lingerMs)
    {
        var costs = new List<double>();
        for (var run = 1; run <= options.Runs; run++)
        {
            await Console.Error.WriteLineAsync($"  bare consumer, live, linger of {lingerMs} ms ({run}/{options.Runs})");
            costs.Add(await MeasureOnceAsync(options, rate, lingerMs));
        }

        return Spread.Of(costs);
    }

    private static async Task<double> MeasureOnceAsync(BenchOptions options, int rate, int lingerMs)
    {
        var settings = new FeedSettings(Instruments, rate, FetchLingerMs: lingerMs, BootstrapServers: options.BootstrapServers);
        await using var feed = BenchProcess.StartRole("feed", isServer: false, settings);
        var started = await feed.ReadAnswerAsync<FeedStarted>();
        await using var consumer = BenchProcess.StartRole(
            "consumer", isServer: true, new ConsumerSettings(started.BootstrapServers, started.TopicPrefix, settings.Partitions, Consumers));
        await consumer.ReadAnswerAsync<bool>();
        await consumer.AskAsync("go");
        await feed.AskAsync("open");
        await feed.AskAsync("go");
        await Task.Delay(TimeSpan.FromSeconds(options.Size(4, 0.5)), TimeProvider.System);
        var (cpu, records) = (ProcessMeter.CpuSeconds(consumer.Id), (await consumer.AskAsync<ConsumerProgress>("read")).Records);
        await Task.Delay(TimeSpan.FromSeconds(options.Size(10, 1.5)), TimeProvider.System);
        cpu = ProcessMeter.CpuSeconds(consumer.Id) - cpu;
        records = (await consumer.AskAsync<ConsumerProgress>("read")).Records - records;
        await feed.AskAsync<FeedStopped>("stop");
        return records > 0 ? cpu * 1e6 / records : throw new BenchException("the bare consumer read no record of a market that goes");
    }
}
