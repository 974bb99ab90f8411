namespace MarketGateway.Kafka;

/// <summary>A partition that is not read on until the schema of its next record is here.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The record that waits.</param>
/// <param name="SchemaId">What it waits for.</param>
internal readonly record struct HeldPartition(FeedPartition Partition, long Offset, int SchemaId);
