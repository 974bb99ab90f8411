namespace MarketGateway.Bench.Peers.Bare;

/// <summary>What the bare sender does.</summary>
/// <param name="Port">Where it listens on the loopback address.</param>
/// <param name="FlushBytes">How large each flush is, frame head included: the mean of the gateway's.</param>
/// <param name="FlushesPerSecond">How many it sends in all, to one client after the other: as many as the gateway.</param>
internal sealed record BareSettings(int Port, int FlushBytes, double FlushesPerSecond);
