using System.Globalization;
using System.Text;
using MarketGateway.Bench.Measuring;

namespace MarketGateway.Bench.Report;

/// <summary>Writes a report for people.</summary>
internal static class MarkdownReport
{
    public static string Write(Machine machine, string command, BenchOptions options, IReadOnlyList<ScenarioReport> scenarios)
    {
        var text = new StringBuilder();
        Line(text, "# Benchmark");
        Line(text, "");
        Line(text, $"`{command}`");
        Line(text, "");
        Line(text, $"- {machine.Processor}, {machine.Cores} cores, {machine.MemoryGiB} GiB, {machine.System}");
        Line(text, $"- {machine.Runtime}; {machine.Kafka}; commit {machine.Commit}");
        Line(text, $"- pinned: {machine.Pinning}");
        Line(text, $"- {(options.IsFull ? "full size" : "small size: proves correctness, its figures mean little")}, "
            + $"{options.Runs} run(s); figures are medians (least-greatest)");
        foreach (var scenario in scenarios)
        {
            Line(text, "");
            Write(text, scenario);
        }

        return text.ToString();
    }

    /// <summary>Writes one scenario.</summary>
    public static void Write(StringBuilder text, ScenarioReport scenario)
    {
        Line(text, $"## {scenario.Name}");
        Line(text, "");
        if (scenario.SkippedBecause is { } reason)
        {
            Line(text, $"Skipped: {reason}");
            return;
        }

        Line(text, scenario.Load);
        foreach (var table in scenario.Tables)
        {
            WriteTable(text, table);
        }

        foreach (var chart in scenario.Charts)
        {
            Line(text, "");
            Line(text, $"![{chart.Title}]({chart.Name}.svg)");
        }

        WriteTargets(text, scenario);
        WriteVerdicts(text, scenario);
    }

    private static void WriteTable(StringBuilder text, ReportTable table)
    {
        Line(text, "");
        if (table.Title.Length > 0)
        {
            Line(text, table.Title);
            Line(text, "");
        }

        Line(text, $"| {string.Join(" | ", table.Head)} |");
        Line(text, $"|{string.Concat(table.Head.Select(static _ => " --- |"))}");
        foreach (var row in table.Rows)
        {
            Line(text, $"| {string.Join(" | ", row)} |");
        }
    }

    private static void WriteTargets(StringBuilder text, ScenarioReport scenario)
    {
        if (scenario.Targets.Count > 0)
        {
            Line(text, "");
            Line(text, "| to reach | reached | |");
            Line(text, "| --- | --- | --- |");
            foreach (var target in scenario.Targets)
            {
                Line(text, $"| {target.Sentence} | {Spread.Number(target.Value)} | {(target.IsReached ? "reached" : "**not reached**")} |");
            }
        }

        foreach (var note in scenario.Notes)
        {
            Line(text, "");
            Line(text, note);
        }
    }

    private static void WriteVerdicts(StringBuilder text, ScenarioReport scenario)
    {
        Line(text, "");
        foreach (var group in scenario.Verdicts.GroupBy(static verdict => verdict.Key))
        {
            var wrong = group.Where(static verdict => !verdict.Value.IsRight).ToArray();
            Line(text, wrong.Length == 0
                ? $"- {group.Key}: right ({group.Last().Value.Proven})"
                : $"- {group.Key}: **WRONG**: {string.Join("; ", wrong[0].Value.Problems)}");
        }
    }

    private static void Line(StringBuilder text, string line) => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
