using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Peers.Bare;
using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Many screens, each with some symbols, refreshed ten times a second.</summary>
internal static class Dashboards
{
    public const string Name = "dashboards";

    private const int IntervalMs = 100;

    /// <summary>Flushes that may be un-acknowledged.</summary>
    private const int Window = 4;

    /// <summary>What our clients open unless they are told otherwise.</summary>
    private const int DefaultWindow = 8;

    public static StreamPlan Plan(BenchOptions options, CrowdKind kind, string label) => new()
    {
        Label = label,
        Instruments = options.Size(200, 40),
        Rate = options.Size(20_000, 2_000),
        WarmUp = TimeSpan.FromSeconds(options.Size(5, 1)),
        Window = TimeSpan.FromSeconds(options.Size(10, 2)),
        PeerIntervalMs = IntervalMs,
        Crowd = new CrowdSettings
        {
            Kind = kind,
            Sessions = options.Size(1000, 40),
            SymbolsPerSession = options.Size(20, 8),
            IntervalMs = IntervalMs,
        },
    };

    public static async Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        var plan = Plan(options, CrowdKind.Gateway, "MarketGateway");
        var report = new ScenarioReport(
            Name,
            $"{plan.Crowd.Sessions:N0} sessions x {plan.Crowd.SymbolsPerSession} of {plan.Instruments} symbols, books depth 10 "
            + $"and quotes, {plan.Rate:N0} updates/s, interval {IntervalMs} ms. SignalR (b) sends both in one message per symbol.");
        var idle = await Runs.RepeatAsync(
            plan with { Label = "no clients", Crowd = plan.Crowd with { Sessions = 0 } }, options);
        var ours = await Runs.RepeatAsync(plan, options);
        var windowed = await RunWindowedAsync(plan, Window, options);
        var windowedByDefault = await RunWindowedAsync(plan, DefaultWindow, options);
        var bare = await Runs.RepeatAsync(BareLike(plan, ours), options);
        var conflating = await Runs.RepeatAsync(Plan(options, CrowdKind.SignalRConflating, "SignalR (b)"), options);
        var forwarding = await Runs.RepeatAsync(
            Plan(options, CrowdKind.SignalRForwarding, "SignalR (a)") with { IsSaturating = options.IsFull }, options);
        var table = StreamTable.New();
        table.Add("MarketGateway", ours);
        table.Add($"MarketGateway, window of {DefaultWindow}", windowedByDefault);
        table.Add($"MarketGateway, window of {Window}", windowed);
        table.Add("SignalR (b): conflating by hand", conflating);
        table.Add("SignalR (a): forwarding", forwarding);
        table.Add("bare sockets", bare);
        table.Add("MarketGateway without clients", idle);
        report.Tables.Add(table);
        Judge(report, ours, bare, conflating, forwarding, idle);
        report.Targets.Add(new Target(
            $"with a window of {Window}, acknowledged by the half as browsers do, at most 1.15x of that without",
            windowed.Median(static run => run.CpuPerDelivered) / ours.Median(static run => run.CpuPerDelivered), 1.15));
        report.Targets.Add(new Target(
            $"with the window of {DefaultWindow} that our clients have by default, at most 1.15x of that without",
            windowedByDefault.Median(static run => run.CpuPerDelivered) / ours.Median(static run => run.CpuPerDelivered), 1.15));
        report.Judge($"MarketGateway, window of {Window}", windowed);
        report.Judge($"MarketGateway, window of {DefaultWindow}", windowedByDefault);
        report.Charts.Add(new BarChart(
            "dashboards-cpu", "CPU per delivered update", "microseconds, less is better",
            [
                new BarOfChart("MarketGateway", ours.Median(static run => run.CpuPerDelivered), true),
                new BarOfChart("SignalR, conflating", conflating.Median(static run => run.CpuPerDelivered), false),
                new BarOfChart("SignalR, forwarding", forwarding.Median(static run => run.CpuPerDelivered), false),
            ]));
        report.Charts.Add(new BarChart(
            "dashboards-age", "Age of what clients see, 99th percentile", $"milliseconds at an interval of {IntervalMs}, less is better",
            [
                new BarOfChart("MarketGateway", ours.Median(static run => run.Figures.Age.P99), true),
                new BarOfChart("SignalR, conflating", conflating.Median(static run => run.Figures.Age.P99), false),
            ]));
        return report;
    }

    private static Task<IReadOnlyList<StreamResult>> RunWindowedAsync(StreamPlan plan, int window, BenchOptions options) =>
        Runs.RepeatAsync(
            plan with { Label = $"MarketGateway, window of {window}", Crowd = plan.Crowd with { Window = window } }, options);

    /// <summary>The same number of flushes of the same size.</summary>
    public static StreamPlan BareLike(StreamPlan plan, IReadOnlyList<StreamResult> ours) => plan with
    {
        Label = "bare sockets",
        Crowd = plan.Crowd with { Kind = CrowdKind.Bare },
        Bare = new BareSettings(
            0,
            (int)ours.Median(static run => run.BytesPerFlush),
            ours.Median(static run => run.FlushesPerSecond)),
    };

    private static void Judge(
        ScenarioReport report,
        IReadOnlyList<StreamResult> ours,
        IReadOnlyList<StreamResult> bare,
        IReadOnlyList<StreamResult> conflating,
        IReadOnlyList<StreamResult> forwarding,
        IReadOnlyList<StreamResult> idle)
    {
        var perUpdate = ours.Median(static run => run.CpuPerDelivered);
        var perFlush = ours.Median(static run => run.CpuPerFlush);
        var feedShare = idle.Median(static run => run.CpuShare) / ours.Median(static run => run.CpuShare);
        report.Targets.Add(new Target(
            "CPU per delivered update at most 1/4 of SignalR (b)",
            perUpdate / conflating.Median(static run => run.CpuPerDelivered), 0.25));
        report.Targets.Add(new Target(
            "CPU per delivered update at most 1/10 of SignalR (a)",
            perUpdate / forwarding.Median(static run => run.CpuPerDelivered), 0.1));
        var bareFlush = bare.Median(static run => run.CpuPerFlush);
        report.Targets.Add(new Target("CPU at most 1.6x bare sockets for the same flushes", perFlush / bareFlush, 1.6));
        report.Targets.Add(new Target(
            "p99 age at most the interval + 15 ms", ours.Median(static run => run.Figures.Age.P99), IntervalMs + 15));
        report.Notes.Add(
            $"Of the gateway's CPU, {feedShare:P0} is reading the feed and keeping the market, which bare sockets do not do; "
            + $"without it, a flush costs {perFlush * (1 - feedShare) / bareFlush:0.00}x a bare one.");
        report.Judge("MarketGateway", ours);
        report.Judge("bare sockets", bare);
        report.Judge("SignalR (b)", conflating);
        report.Judge("SignalR (a)", forwarding);
    }
}
