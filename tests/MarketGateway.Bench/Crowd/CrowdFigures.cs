using MarketGateway.Tools.Load;

namespace MarketGateway.Bench.Crowd;

/// <summary>What a crowd received since the mark.</summary>
/// <param name="Seconds">How long that is.</param>
/// <param name="Live">How many are connected.</param>
/// <param name="Counts">What came.</param>
/// <param name="Age">Age of the oldest update of each message at receipt; of sessions that read freely.</param>
internal sealed record CrowdFigures(double Seconds, int Live, LoadCounts Counts, LatencyFigures Age);
