using System.Reflection;
using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Measuring;
using MarketGateway.Bench.Report;
using MarketGateway.Tools.Replay;

namespace MarketGateway.Bench.Scenarios;

/// <summary>
/// Bytes per update on real data. By the time of the feed and not by a clock, so that the same data always gives the same
/// figures: what a client that takes everything at once, or every 100 ms, is sent.
/// </summary>
internal static class Wire
{
    public const string Name = "wire";

    private const string BookFile = "ESH4_incremental_book_L2.csv.gz";
    private const int IntervalMicroseconds = 100_000;

    public static Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        var folder = options.DataFolder ?? typeof(Wire).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static entry => entry.Key == "DataFolder").Value!;
        var file = Path.Combine(folder, BookFile);
        return Task.FromResult(File.Exists(file)
            ? Measure(file, options.Size(int.MaxValue, 20_000))
            : ScenarioReport.Skip(Name, $"there is no real market data ({BookFile}); set MARKETGATEWAY_TEST_DATA to its folder"));
    }

    private static ScenarioReport Measure(string file, int recordsMax)
    {
        var (tickByTick, paced) = (new WireRun("tick by tick", 0), new WireRun("every 100 ms", IntervalMicroseconds));
        using var replay = TardisReplay.Open([file], new TardisReplayOptions(), static _ => { });
        var market = new WireMarket(tickByTick, paced);
        market.Apply(replay.Records().Take(recordsMax));
        var report = new ScenarioReport(
            Name, $"{tickByTick.Updates:N0} updates of a real book (ESH4, {BookFile}), depth 10; bytes of whole WebSocket frames.");
        var table = new ReportTable("Bytes per source update",
            ["", "messages", "MarketGateway MessagePack", "its JSON (arrays)", "JSON with names", "SignalR (a) update / (b) state", "full snapshots"]);
        foreach (var run in (WireRun[])[tickByTick, paced])
        {
            table.Rows.Add(
            [
                run.Label, $"{run.Messages:N0}", Spread.Number(run.PerUpdate(run.Ours)), Spread.Number(run.PerUpdate(run.Json)),
                Spread.Number(run.PerUpdate(run.NamedJson)),
                Spread.Number(run.PerUpdate(run.SignalR)), Spread.Number(run.PerUpdate(run.Snapshots)),
            ]);
            report.Targets.Add(new Target(
                $"{run.Label}: at most 1/4 of the JSON with names, same content", (double)run.Ours / run.NamedJson, 0.25));
            report.Targets.Add(new Target(
                $"{run.Label}: at most 1/4 of the gateway's own JSON, which is arrays, too", (double)run.Ours / run.Json, 0.25));
            report.Verdicts.Add(new(run.Label, new Verdict(
                run.Wrong == 0 && run.Messages > 0 ? [] : [$"{run.Wrong} of {run.Messages} messages were wrong"],
                $"{run.Messages:N0} chains and checksums")));
        }

        report.Tables.Add(table);
        report.Charts.Add(new BarChart(
            "wire-bytes", "Bytes per update, real ESH4 book of 10 levels, tick by tick", "bytes, less is better",
            [
                new BarOfChart("MarketGateway", tickByTick.PerUpdate(tickByTick.Ours), true),
                new BarOfChart("SignalR, forwarding", tickByTick.PerUpdate(tickByTick.SignalR), false),
                new BarOfChart("JSON arrays", tickByTick.PerUpdate(tickByTick.Json), false),
                new BarOfChart("JSON with names", tickByTick.PerUpdate(tickByTick.NamedJson), false),
                new BarOfChart("full snapshots", tickByTick.PerUpdate(tickByTick.Snapshots), false),
            ]));
        return report;
    }
}
