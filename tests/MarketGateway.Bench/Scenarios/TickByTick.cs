using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Programs that want every update at once; and how much more than asked for a server can deliver.</summary>
internal static class TickByTick
{
    public const string Name = "tick by tick";

    public static async Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        var plan = Plan(options, CrowdKind.Gateway, "MarketGateway", options.Size(5_000, 1_000));
        var report = new ScenarioReport(
            Name,
            $"{plan.Crowd.Sessions:N0} sessions x {plan.Crowd.SymbolsPerSession} of {plan.Instruments} symbols, books depth 10 "
            + $"and quotes, no interval, {plan.Rate:N0} updates/s. Saturation: {SaturatingRate(options):N0} updates/s.");
        var half = options.Size(500, 200);
        var ours = await Runs.RepeatAsync(plan, options);
        var forwarding = await Runs.RepeatAsync(
            Plan(options, CrowdKind.SignalRForwarding, "SignalR (a)", plan.Rate) with { IsSaturating = options.IsFull }, options);
        var oursAtRest = await Runs.RepeatAsync(Plan(options, CrowdKind.Gateway, "MarketGateway, light", half), options);
        var forwardingAtRest = await Runs.RepeatAsync(
            Plan(options, CrowdKind.SignalRForwarding, "SignalR (a), light", half), options);
        var oursFull = await Runs.RepeatAsync(
            Plan(options, CrowdKind.Gateway, "MarketGateway, saturated", SaturatingRate(options)), options);
        var forwardingFull = await Runs.RepeatAsync(
            Plan(options, CrowdKind.SignalRForwarding, "SignalR (a), saturated", SaturatingRate(options)) with
            {
                IsSaturating = true,
            },
            options);
        Add(report, $"{plan.Rate:N0} updates/s", ours, forwarding);
        Add(report, $"{half:N0} updates/s: a load that SignalR (a) sustains on one core", oursAtRest, forwardingAtRest);
        Add(report, $"{SaturatingRate(options):N0} updates/s: saturation", oursFull, forwardingFull);
        report.Targets.Add(new Target(
            "p99 latency at most 1/2 of SignalR (a) at equal load",
            ours.Median(static run => run.Figures.Age.P99) / forwarding.Median(static run => run.Figures.Age.P99), 0.5));
        report.Targets.Add(new Target(
            "p99 latency at most 1/2 of SignalR (a) at the light load",
            oursAtRest.Median(static run => run.Figures.Age.P99) / forwardingAtRest.Median(static run => run.Figures.Age.P99),
            0.5));
        report.Targets.Add(new Target(
            "at saturation at least 3x its delivered updates/s",
            oursFull.Median(static run => run.DeliveredPerSecond) / forwardingFull.Median(static run => run.DeliveredPerSecond),
            3,
            IsAtMost: false));
        return report;
    }

    /// <summary>More than either can forward one by one: at half of it the gateway still kept up with all of it.</summary>
    private static int SaturatingRate(BenchOptions options) => options.Size(80_000, 4_000);

    private static StreamPlan Plan(BenchOptions options, CrowdKind kind, string label, int rate) => new()
    {
        Label = $"{label}, {rate:N0}/s",
        Instruments = options.Size(200, 40),
        Rate = rate,
        WarmUp = TimeSpan.FromSeconds(options.Size(4, 1)),
        Window = TimeSpan.FromSeconds(options.Size(10, 2)),
        Crowd = new CrowdSettings
        {
            Kind = kind,
            Sessions = options.Size(200, 10),
            SymbolsPerSession = options.Size(50, 10),
        },
    };

    private static void Add(
        ScenarioReport report, string title, IReadOnlyList<StreamResult> ours, IReadOnlyList<StreamResult> forwarding)
    {
        var table = StreamTable.New(title);
        table.Add("MarketGateway", ours);
        table.Add("SignalR (a): forwarding", forwarding);
        report.Tables.Add(table);
        report.Judge($"MarketGateway, {title}", ours);
        report.Judge($"SignalR (a), {title}", forwarding);
    }
}
