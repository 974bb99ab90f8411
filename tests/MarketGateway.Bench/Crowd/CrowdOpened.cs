namespace MarketGateway.Bench.Crowd;

/// <summary>How the opening of a crowd went.</summary>
internal sealed record CrowdOpened(double Seconds, int Live, long Bytes, long StateBytes, IReadOnlyList<string> Faults);
