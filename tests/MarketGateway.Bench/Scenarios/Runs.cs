using MarketGateway.Bench.Measuring;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Runs plans as often as was asked for, and speaks of their medians.</summary>
internal static class Runs
{
    public static async Task<IReadOnlyList<StreamResult>> RepeatAsync(StreamPlan plan, BenchOptions options)
    {
        var results = new List<StreamResult>();
        for (var run = 1; run <= options.Runs; run++)
        {
            await Console.Error.WriteLineAsync($"  {plan.Label} ({run}/{options.Runs})");
            results.Add(await StreamRun.MeasureAsync(plan, options));
        }

        return results;
    }

    public static Spread Of(this IReadOnlyList<StreamResult> runs, Func<StreamResult, double> figure) =>
        Spread.Of(runs.Select(figure));

    public static double Median(this IReadOnlyList<StreamResult> runs, Func<StreamResult, double> figure) =>
        runs.Of(figure).Median;
}
