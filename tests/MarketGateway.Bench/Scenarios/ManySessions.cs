using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Sessions that wait for something to happen: what each costs, and how fast they all get there.</summary>
internal static class ManySessions
{
    public const string Name = "many sessions";

    public static async Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        var ours = await Runs.RepeatAsync(Plan(options, CrowdKind.Gateway, "MarketGateway"), options);
        var peers = await Runs.RepeatAsync(Plan(options, CrowdKind.SignalRConflating, "SignalR (b)"), options);
        var plan = Plan(options, CrowdKind.Gateway, "");
        var report = new ScenarioReport(
            Name, $"{plan.Crowd.Sessions:N0} sessions idle on the books of {plan.Crowd.SymbolsPerSession} quiet symbols of "
            + $"{plan.Instruments} each. SignalR (b) sends book and quote.");
        var table = new ReportTable("",
            ["server", "private KiB per session", "open with snapshots after s", "sessions/s", "idle CPU of its core"]);
        Add(table, "MarketGateway", ours);
        Add(table, "SignalR (b)", peers);
        report.Tables.Add(table);
        report.Targets.Add(new Target(
            "managed + native memory per session at most 1/3 of SignalR's",
            ours.Median(static run => run.BytesPerSession) / peers.Median(static run => run.BytesPerSession), 1.0 / 3));
        report.Targets.Add(new Target(
            "connect + snapshot of all at least 2x faster than SignalR",
            peers.Median(static run => run.Opened.Seconds) / ours.Median(static run => run.Opened.Seconds), 2, IsAtMost: false));
        report.Judge("MarketGateway", ours);
        report.Judge("SignalR (b)", peers);
        report.Charts.Add(new BarChart(
            "many-sessions-memory", "Memory per idle session", "KiB of the server's process, less is better",
            [
                new BarOfChart("MarketGateway", ours.Median(static run => run.BytesPerSession / 1024), true),
                new BarOfChart("SignalR", peers.Median(static run => run.BytesPerSession / 1024), false),
            ]));
        return report;
    }

    private static StreamPlan Plan(BenchOptions options, CrowdKind kind, string label) => new()
    {
        Label = label,
        Instruments = options.Size(200, 40),
        Rate = 0,
        WarmUp = TimeSpan.FromSeconds(options.Size(2, 0.2)),
        Window = TimeSpan.FromSeconds(options.Size(5, 1)),
        Crowd = new CrowdSettings
        {
            Kind = kind,
            Sessions = options.Size(10_000, 100),
            SymbolsPerSession = options.Size(20, 8),
            HasQuotes = false,
            HeartbeatMs = 5000,
        },
    };

    private static void Add(ReportTable table, string label, IReadOnlyList<StreamResult> runs) => table.Rows.Add(
    [
        label,
        runs.Of(static run => run.BytesPerSession / 1024).Text,
        runs.Of(static run => run.Opened.Seconds).Text,
        runs.Of(static run => run.Opened.Live / run.Opened.Seconds).Text,
        runs.Of(static run => run.CpuShare * 100).Text + " %",
    ]);
}
