namespace MarketGateway.Kafka;

/// <summary>A signal of a consumer, and what it is about.</summary>
internal readonly record struct FeedSignal(FeedSignalKind Kind, FeedPartition? Partition = null, string? Reason = null);
