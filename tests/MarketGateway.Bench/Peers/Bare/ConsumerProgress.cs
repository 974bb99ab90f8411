namespace MarketGateway.Bench.Peers.Bare;

/// <summary>How far the bare consumer is.</summary>
/// <param name="Records">How many records it has read.</param>
/// <param name="IsAtEnd">Whether it has reached the end of every partition.</param>
internal sealed record ConsumerProgress(long Records, bool IsAtEnd);
