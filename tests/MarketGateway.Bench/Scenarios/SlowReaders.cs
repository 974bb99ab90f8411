using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Dashboards, some of which do not read: what they cost the others, and the server's memory.</summary>
internal static class SlowReaders
{
    public const string Name = "slow readers";

    private const double Share = 0.1;

    public static async Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        var healthy = Dashboards.Plan(options, CrowdKind.Gateway, "all healthy");
        var report = new ScenarioReport(
            Name, "The load of dashboards, with 10 % of the sessions stalled and 10 % reading 20 KB/s. Ages are those of the others.");
        var ours = await Runs.RepeatAsync(healthy, options);
        var oursSlow = await Runs.RepeatAsync(Slow(healthy) with { Label = "some slow" }, options);
        var peer = Dashboards.Plan(options, CrowdKind.SignalRConflating, "SignalR (b), all healthy");
        var peers = await Runs.RepeatAsync(peer, options);
        var peersSlow = await Runs.RepeatAsync(
            Slow(peer) with { Label = "SignalR (b), some slow", IsSaturating = true }, options);
        var table = StreamTable.New();
        table.Add("MarketGateway, all healthy", ours);
        table.Add("MarketGateway, some slow", oursSlow);
        table.Add("SignalR (b), all healthy", peers);
        table.Add("SignalR (b), some slow", peersSlow);
        report.Tables.Add(table);
        report.Tables.Add(Memory(healthy, ours, oursSlow, peers, peersSlow));
        var stalled = Math.Max(1, healthy.Crowd.Sessions * Share);
        report.Targets.Add(new Target(
            "p99 of healthy sessions at most 1.1x of the run without slow ones",
            oursSlow.Median(static run => run.Figures.Age.P99) / ours.Median(static run => run.Figures.Age.P99), 1.1));
        report.Targets.Add(new Target(
            "server memory per stalled session at most 64 KiB",
            Math.Max(0, oursSlow.Median(Growth) - ours.Median(Growth)) / stalled / 1024, 64));
        report.Targets.Add(new Target(
            "and flat: MiB that the server grew in the window, beyond the run without slow ones",
            Math.Max(0, oursSlow.Median(WindowGrowth) - ours.Median(WindowGrowth)) / (1 << 20), 8));
        report.Judge("MarketGateway, all healthy", ours);
        report.Judge("MarketGateway, some slow", oursSlow);
        report.Judge("SignalR (b), all healthy", peers);
        report.Notes.Add(
            "A message to a SignalR group is complete when every member has taken it, so what a stalled session does not take "
            + "holds back its symbols for everybody; healthy sessions' delivered updates/s say how much.");
        return report;
    }

    private static StreamPlan Slow(StreamPlan plan) => plan with
    {
        Crowd = plan.Crowd with { StalledShare = Share, SlowShare = Share },
    };

    private static double Growth(StreamResult run) => run.EndBytes - run.OpenBytes;

    private static double WindowGrowth(StreamResult run) => run.EndBytes - run.StartBytes;

    private static ReportTable Memory(StreamPlan plan, params IReadOnlyList<StreamResult>[] all)
    {
        var table = new ReportTable(
            $"Private memory of the server, {plan.Crowd.Sessions:N0} sessions; the kernel's for TCP of both ends",
            ["server", "opened MiB", "window begins", "window ends", "kernel"]);
        string[] labels = ["MarketGateway, all healthy", "MarketGateway, some slow", "SignalR (b), all healthy", "SignalR (b), some slow"];
        foreach (var (label, runs) in labels.Zip(all))
        {
            table.Rows.Add(
            [
                label, Mebibytes(runs, static run => run.OpenBytes), Mebibytes(runs, static run => run.StartBytes),
                Mebibytes(runs, static run => run.EndBytes), Mebibytes(runs, static run => run.KernelBytes),
            ]);
        }

        return table;
    }

    private static string Mebibytes(IReadOnlyList<StreamResult> runs, Func<StreamResult, double> bytes) =>
        runs.Of(run => bytes(run) / (1 << 20)).Text;
}
