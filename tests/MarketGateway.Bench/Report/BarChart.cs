namespace MarketGateway.Bench.Report;

/// <summary>A figure side by side.</summary>
internal sealed record BarChart(string Name, string Title, string Unit, IReadOnlyList<BarOfChart> Bars);
