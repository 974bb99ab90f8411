namespace MarketGateway.Bench.Report;

/// <summary>Figures of a scenario; the first column names the row.</summary>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Head)
{
    public List<IReadOnlyList<string>> Rows { get; } = [];
}
