using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Scenarios;

namespace MarketGateway.Bench.Report;

/// <summary>What a scenario came to.</summary>
internal sealed class ScenarioReport(string name, string load)
{
    public string Name { get; } = name;

    /// <summary>Gets what was done, in a sentence.</summary>
    public string Load { get; } = load;

    public List<ReportTable> Tables { get; } = [];

    public List<Target> Targets { get; } = [];

    public List<string> Notes { get; } = [];

    public List<BarChart> Charts { get; } = [];

    /// <summary>Gets what was proven, by who was measured.</summary>
    public List<KeyValuePair<string, Verdict>> Verdicts { get; } = [];

    /// <summary>Gets why it was not run, or null.</summary>
    public string? SkippedBecause { get; private init; }

    public bool IsRight => Verdicts.TrueForAll(static verdict => verdict.Value.IsRight);

    public static ScenarioReport Skip(string name, string reason) => new(name, "") { SkippedBecause = reason };

    /// <summary>Notes what was proven of several runs.</summary>
    public void Judge(string label, IEnumerable<StreamResult> runs)
    {
        foreach (var run in runs)
        {
            Verdicts.Add(new KeyValuePair<string, Verdict>(label, run.Verdict));
        }
    }
}
