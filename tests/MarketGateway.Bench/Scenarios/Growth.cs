using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>The same work for more and more sessions: does the ten-thousandth cost more than the hundredth?</summary>
internal static class Growth
{
    public const string Name = "growth";

    private const int IntervalMs = 1000;

    public static async Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        int[] sizes = options.Size<int[]>([100, 1_000, 5_000, 10_000], [20, 100]);
        var first = Plan(options, sizes[0]);
        var report = new ScenarioReport(
            Name,
            $"{sizes[0]:N0} to {sizes[^1]:N0} sessions x {first.Crowd.SymbolsPerSession} of {first.Instruments} symbols, books depth "
            + $"10 and quotes, {first.Rate:N0} updates/s, interval {IntervalMs} ms. Reading the feed costs the same for each size "
            + "and is taken off in the third column.");
        var idle = await Runs.RepeatAsync(first with { Label = "no clients", Crowd = first.Crowd with { Sessions = 0 } }, options);
        var feed = idle.Median(static run => run.CpuShare);
        var table = new ReportTable("", ["sessions", "CPU us per delivered update", "without the feed", "CPU us per flush", "CPU of its core", "flushes/s", "age p99 ms"]);
        var (whole, delivery) = (new List<double>(), new List<double>());
        foreach (var size in sizes)
        {
            var runs = await Runs.RepeatAsync(Plan(options, size), options);
            double Delivery(StreamResult run) => (run.CpuShare - feed) * 1e6 / run.DeliveredPerSecond;
            whole.Add(runs.Median(static run => run.CpuPerDelivered));
            delivery.Add(runs.Median(Delivery));
            table.Rows.Add(
            [
                $"{size:N0}",
                runs.Of(static run => run.CpuPerDelivered).Text,
                runs.Of(Delivery).Text,
                runs.Of(static run => run.CpuPerFlush).Text,
                runs.Of(static run => run.CpuShare * 100).Text + " %",
                runs.Of(static run => run.FlushesPerSecond).Text,
                runs.Of(static run => run.Figures.Age.P99).Text,
            ]);
            report.Judge($"{size:N0} sessions", runs);
        }

        report.Tables.Add(table);
        report.Targets.Add(new Target("CPU per delivered update within 1.2x from end to end", whole[^1] / whole[0], 1.2));
        report.Targets.Add(new Target("the same without the feed's share", delivery[^1] / delivery[0], 1.2));
        return report;
    }

    private static StreamPlan Plan(BenchOptions options, int sessions) => new()
    {
        Label = $"{sessions:N0} sessions",
        Instruments = options.Size(200, 40),
        Rate = options.Size(5_000, 1_000),
        WarmUp = TimeSpan.FromSeconds(options.Size(5, 1)),
        Window = TimeSpan.FromSeconds(options.Size(10, 2)),
        Crowd = new CrowdSettings
        {
            Kind = CrowdKind.Gateway,
            Sessions = sessions,
            SymbolsPerSession = options.Size(20, 8),
            IntervalMs = IntervalMs,
        },
    };
}
