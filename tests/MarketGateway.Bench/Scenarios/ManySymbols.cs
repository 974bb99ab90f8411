using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>The same traffic, spread over more and more symbols: does the number of symbols cost anything?</summary>
internal static class ManySymbols
{
    public const string Name = "many symbols";

    /// <summary>Each session holds this part of all symbols, so that every size delivers the same.</summary>
    private const int PartHeld = 5;

    public static async Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        int[] sizes = options.Size<int[]>([100, 1_000, 10_000, 50_000], [50, 500]);
        var (rate, sessions) = (options.Size(5_000, 500), options.Size(10, 4));
        var report = new ScenarioReport(
            Name,
            $"{sizes[0]:N0} to {sizes[^1]:N0} symbols at {rate:N0} updates/s in all; {sessions} sessions hold 1/{PartHeld} of all "
            + "symbols each (books and quotes, no interval), so that each size delivers as much.");
        var table = new ReportTable("", ["symbols", "CPU us per update, no clients", "CPU us per delivered update", "delivered updates/s", "flushes/s", "age p99 ms"]);
        var (perUpdate, perDelivered) = (new List<double>(), new List<double>());
        foreach (var size in sizes)
        {
            var plan = Plan(options, size, rate, sessions);
            var quiet = await Runs.RepeatAsync(
                plan with { Label = $"{size:N0} symbols, no clients", Crowd = plan.Crowd with { Sessions = 0 } }, options);
            var runs = await Runs.RepeatAsync(plan, options);
            perUpdate.Add(quiet.Median(static run => run.CpuSeconds * 1e6 / run.Published));
            perDelivered.Add(runs.Median(static run => run.CpuPerDelivered));
            table.Rows.Add(
            [
                $"{size:N0}",
                quiet.Of(static run => run.CpuSeconds * 1e6 / run.Published).Text,
                runs.Of(static run => run.CpuPerDelivered).Text,
                runs.Of(static run => run.DeliveredPerSecond).Text,
                runs.Of(static run => run.FlushesPerSecond).Text,
                runs.Of(static run => run.Figures.Age.P99).Text,
            ]);
            report.Judge($"{size:N0} symbols", runs);
        }

        report.Tables.Add(table);
        report.Targets.Add(new Target("CPU per update within 1.2x from end to end", perUpdate[^1] / perUpdate[0], 1.2));
        report.Targets.Add(new Target("CPU per delivered update within 1.2x from end to end", perDelivered[^1] / perDelivered[0], 1.2));
        return report;
    }

    private static StreamPlan Plan(BenchOptions options, int symbols, int rate, int sessions) => new()
    {
        Label = $"{symbols:N0} symbols",
        Instruments = symbols,
        Rate = rate,
        WarmUp = TimeSpan.FromSeconds(options.Size(5, 0.5)),
        Window = TimeSpan.FromSeconds(options.Size(10, 1.5)),
        Crowd = new CrowdSettings
        {
            Kind = CrowdKind.Gateway,
            Sessions = sessions,
            SymbolsPerSession = symbols / PartHeld,
        },
    };
}
