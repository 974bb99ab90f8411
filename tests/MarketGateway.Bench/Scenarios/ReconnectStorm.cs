using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Measuring;
using MarketGateway.Bench.Processes;
using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Everybody drops at once and comes back with where they stood, while the market goes on.</summary>
internal static class ReconnectStorm
{
    public const string Name = "reconnect storm";

    /// <summary>A witness of the feed: what reaches it at once tells how late the gateway reads.</summary>
    private const int WitnessSymbols = 10;

    public static async Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        var plan = Plan(options);
        var report = new ScenarioReport(
            Name,
            $"{plan.Crowd.Sessions:N0} sessions x whole books of {plan.Crowd.SymbolsPerSession} of {plan.Instruments} symbols drop at once and resume, "
            + $"while {plan.Rate:N0} updates/s go on. A witness that stays tells how late the feed is read.");
        var storms = new List<Storm>();
        for (var run = 1; run <= options.Runs; run++)
        {
            await Console.Error.WriteLineAsync($"  storm ({run}/{options.Runs})");
            storms.Add(await MeasureAsync(plan, options, report));
        }

        var table = new ReportTable("", ["", "fresh", "resumed"]);
        table.Rows.Add(["all live after s", Text(storms, static storm => storm.Fresh.Seconds), Text(storms, static storm => storm.Back.Seconds)]);
        table.Rows.Add(["bytes of state per session", Text(storms, static storm => PerSession(storm.Fresh.StateBytes, storm)), Text(storms, static storm => PerSession(storm.Back.StateBytes, storm))]);
        table.Rows.Add(["all bytes per session", Text(storms, static storm => PerSession(storm.Fresh.Bytes, storm)), Text(storms, static storm => PerSession(storm.Back.Bytes, storm))]);
        table.Rows.Add(["oldest update that reached the witness, ms", "", Text(storms, static storm => storm.WitnessAge)]);
        report.Tables.Add(table);
        report.Targets.Add(new Target(
            "all live again (missing sessions)", storms.Max(storm => plan.Crowd.Sessions - storm.Back.Live), 0));
        report.Targets.Add(new Target(
            "bytes of state at most 1/10 of fresh snapshots",
            Spread.Of(storms.Select(static storm => (double)storm.Back.StateBytes / storm.Fresh.StateBytes)).Median, 0.1));
        report.Targets.Add(new Target(
            "ingest lag under 1 s during it (ms, to the witness)", Spread.Of(storms.Select(static storm => storm.WitnessAge)).Median, 1000));
        return report;
    }

    private static async Task<Storm> MeasureAsync(StreamPlan plan, BenchOptions options, ScenarioReport report)
    {
        await using var run = await StreamRun.OpenAsync(plan, options);
        await using var witness = BenchProcess.StartRole("crowd", isServer: false, run.CrowdSettings with
        {
            Sessions = 1,
            SymbolsPerSession = WitnessSymbols,
            IntervalMs = 0,
            Symbols = [.. run.Symbols.Take(WitnessSymbols)],
        });
        await witness.ReadAnswerAsync<bool>();
        await witness.AskAsync("open");
        await run.StartFeedAsync();
        await Task.Delay(plan.WarmUp, TimeProvider.System);
        await witness.AskAsync("mark");
        var back = await run.Crowd.AskAsync<CrowdOpened>("storm");
        var age = (await witness.AskAsync<CrowdFigures>("read")).Age.Max;
        await Task.Delay(plan.Window, TimeProvider.System);
        var stopped = await run.StopFeedAsync();
        report.Verdicts.Add(new("resumed sessions", await run.JudgeAsync(stopped)));
        report.Verdicts.Add(new("witness", await witness.AskAsync<Verdict>("finish", stopped!.Truth)));
        if (back.Faults.Count > 0)
        {
            report.Verdicts.Add(new("resumed sessions", new Verdict(back.Faults, "")));
        }

        return new Storm(run.Opened, back, age);
    }

    private static StreamPlan Plan(BenchOptions options) => new()
    {
        Label = Name,
        Instruments = options.Size(200, 40),

        // Whatever changes while they are away (some seconds, on two cores) has to be told. At 500/s it is a ninth of a
        // fresh snapshot, at ten times that nearly every level.
        Rate = options.Size(300, 1_000),
        WarmUp = TimeSpan.FromSeconds(options.Size(5, 1)),
        Window = TimeSpan.FromSeconds(options.Size(5, 1)),
        Crowd = new CrowdSettings
        {
            Kind = CrowdKind.Gateway,
            Sessions = options.Size(5_000, 60),
            SymbolsPerSession = options.Size(20, 8),
            IntervalMs = 1000,
            HasQuotes = false,
            Depth = 0,
        },
    };

    private static double PerSession(long bytes, Storm storm) => (double)bytes / Math.Max(1, storm.Fresh.Live);

    private static string Text(IEnumerable<Storm> storms, Func<Storm, double> figure) => Spread.Of(storms.Select(figure)).Text;

    private sealed record Storm(CrowdOpened Fresh, CrowdOpened Back, double WitnessAge);
}
