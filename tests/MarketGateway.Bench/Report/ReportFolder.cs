using System.Text.Json;
using MarketGateway.Bench.Measuring;
using MarketGateway.Bench.Processes;

namespace MarketGateway.Bench.Report;

/// <summary>Where a report goes: <c>report.md</c>, <c>report.json</c> and the charts.</summary>
internal static class ReportFolder
{
    public static void Write(
        string folder, Machine machine, string command, BenchOptions options, IReadOnlyList<ScenarioReport> scenarios)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "report.md"), MarkdownReport.Write(machine, command, options, scenarios));
        File.WriteAllText(
            Path.Combine(folder, "report.json"),
            JsonSerializer.Serialize(new { machine, command, options.IsFull, options.Runs, scenarios }, BenchJson.Pretty));
        foreach (var chart in scenarios.SelectMany(static scenario => scenario.Charts))
        {
            File.WriteAllText(Path.Combine(folder, $"{chart.Name}.svg"), SvgChart.Draw(chart));
        }
    }
}
