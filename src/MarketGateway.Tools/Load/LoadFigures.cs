namespace MarketGateway.Tools.Load;

/// <summary>What a load has measured since a mark.</summary>
/// <param name="Elapsed">How long that is.</param>
/// <param name="Live">How many sessions are connected and have their state.</param>
/// <param name="Counts">What came, and what was wrong with it since the load began.</param>
/// <param name="Age">How old the oldest update of each message was when it arrived.</param>
internal sealed record LoadFigures(TimeSpan Elapsed, int Live, LoadCounts Counts, LatencyFigures Age)
{
    public double PerSecond(long count) => count / Math.Max(1e-3, Elapsed.TotalSeconds);
}
