using System.CommandLine;
using System.Text;
using MarketGateway.Bench.Measuring;
using MarketGateway.Bench.Processes;
using MarketGateway.Bench.Report;
using MarketGateway.Bench.Scenarios;

namespace MarketGateway.Bench;

/// <summary>The command line: which scenarios, how large, how often, and where the report goes.</summary>
internal static class BenchCommandLine
{
    private const int SessionsMax = 10_000;
    private const string DataVariable = "MARKETGATEWAY_TEST_DATA";
    private const string KafkaVariable = "MARKETGATEWAY_TEST_KAFKA";

    private static readonly Argument<string[]> Names = new("SCENARIO")
    {
        Description = "all, or any of: " + string.Join(", ", AllScenarios.List.Select(static s => s.Name.Replace(' ', '-'))),
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Size = new Option<string>("--size")
    {
        Description = "full: what the targets speak of. small: proves correctness in seconds.",
        DefaultValueFactory = static _ => "full",
    }.AcceptOnlyFromAmong("small", "full");

    private static readonly Option<int> RunCount = new("--runs")
    {
        Description = "How often each measurement is made; the median counts.",
        DefaultValueFactory = static _ => 3,
    };

    private static readonly Option<string?> Folder = new("--report")
    {
        Description = "Where report.md, report.json and the charts go; without it the report is printed.",
    };

    private static readonly Option<bool> UsesCluster = new("--real-kafka")
    {
        Description = $"Use the cluster in {KafkaVariable} instead of an embedded broker.",
    };

    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Benchmarks of MarketGateway with its peers in the same run; 'micro' runs the micro benchmarks.")
        {
            Names, Size, RunCount, Folder, UsesCluster,
        };
        root.SetAction((parsed, _) => RunAsync(parsed, string.Join(' ', args)));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult parsed, string command)
    {
        var scenarios = parsed.GetRequiredValue(Names).SelectMany(AllScenarios.Find).ToArray();
        if (parsed.GetRequiredValue(Names).FirstOrDefault(static name => AllScenarios.Find(name).Count == 0) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"'{unknown}' is not a scenario; see --help.");
            return 1;
        }

        var options = new BenchOptions(
            parsed.GetValue(Size) == "full",
            Math.Max(1, parsed.GetValue(RunCount)),
            parsed.GetValue(UsesCluster) ? Environment.GetEnvironmentVariable(KafkaVariable) : null,
            Environment.GetEnvironmentVariable(DataVariable));
        if (options.IsFull && FileLimit.Complaint(SessionsMax) is { } complaint)
        {
            await Console.Error.WriteLineAsync(complaint);
            return 1;
        }

        var reports = new List<ScenarioReport>();
        foreach (var scenario in scenarios)
        {
            await Console.Error.WriteLineAsync($"{scenario.Name}:");
            reports.Add(await RunOneAsync(scenario, options));
        }

        return Finish(reports, $"dotnet run -c Release --project tests/MarketGateway.Bench -- {command}", options, parsed.GetValue(Folder));
    }

    private static async Task<ScenarioReport> RunOneAsync(Scenario scenario, BenchOptions options)
    {
        try
        {
            return await scenario.RunAsync(options);
        }
        catch (BenchException failed)
        {
            // A report that lacks a scenario says why, and is not right.
            var report = new ScenarioReport(scenario.Name, "");
            report.Verdicts.Add(new("the run", new Crowd.Verdict([failed.Message], "")));
            return report;
        }
    }

    /// <summary>Returns 0 when everything that was received was right; whether targets were reached is for the reader.</summary>
    private static int Finish(List<ScenarioReport> reports, string command, BenchOptions options, string? folder)
    {
        var machine = Machine.Read();
        if (folder is not null)
        {
            ReportFolder.Write(folder, machine, command, options, reports);
        }

        Console.Out.Write(MarkdownReport.Write(machine, command, options, reports));
        foreach (var report in reports.Where(static report => !report.IsRight))
        {
            var text = new StringBuilder();
            MarkdownReport.Write(text, report);
            Console.Error.Write(text);
        }

        return reports.TrueForAll(static report => report.IsRight) ? 0 : 1;
    }
}
