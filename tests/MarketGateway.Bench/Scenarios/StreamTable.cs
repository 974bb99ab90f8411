using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>The table that streaming scenarios share.</summary>
internal static class StreamTable
{
    public static ReportTable New(string title = "") => new(title,
    [
        "server", "CPU us per delivered update", "CPU us per flush", "CPU of its core", "delivered updates/s", "flushes/s",
        "bytes/flush", "age p50 ms", "p99", "p99.9", "feed and clients busy",
    ]);

    public static void Add(this ReportTable table, string label, IReadOnlyList<StreamResult> runs) => table.Rows.Add(
    [
        label,
        Text(runs, static run => run.Figures.Counts.Updates, static run => run.CpuPerDelivered),
        Text(runs, static run => run.Figures.Counts.Flushes, static run => run.CpuPerFlush),
        runs.Of(static run => run.CpuShare * 100).Text + " %",
        Text(runs, static run => run.Figures.Counts.Updates, static run => run.DeliveredPerSecond),
        Text(runs, static run => run.Figures.Counts.Flushes, static run => run.FlushesPerSecond),
        Text(runs, static run => run.Figures.Counts.Flushes, static run => run.BytesPerFlush),
        Text(runs, static run => run.Figures.Age.Samples, static run => run.Figures.Age.P50),
        Text(runs, static run => run.Figures.Age.Samples, static run => run.Figures.Age.P99),
        Text(runs, static run => run.Figures.Age.Samples, static run => run.Figures.Age.P999),
        runs.Of(static run => run.OthersShare * 100).Text + " %",
    ]);

    /// <summary>What there was none of has no figure.</summary>
    private static string Text(
        IReadOnlyList<StreamResult> runs, Func<StreamResult, long> count, Func<StreamResult, double> figure) =>
        runs.Any(run => count(run) > 0) ? runs.Of(figure).Text : "";
}
