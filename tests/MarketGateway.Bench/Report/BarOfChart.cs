namespace MarketGateway.Bench.Report;

/// <summary>One bar; ours is the one that is coloured.</summary>
internal sealed record BarOfChart(string Label, double Value, bool IsOurs);
