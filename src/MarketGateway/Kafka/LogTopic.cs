using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>One of the feed's topics as the cluster describes it.</summary>
/// <param name="Topic">What it holds.</param>
/// <param name="Name">Its name on the cluster.</param>
/// <param name="Id">Its id, new whenever a topic of that name is created; null from brokers before 2.8.</param>
/// <param name="PartitionCount">How many partitions it has now.</param>
internal sealed record LogTopic(FeedTopic Topic, string Name, string? Id, int PartitionCount)
{
    /// <summary>Gets what the configuration says of it; null for one of the gateway's own three.</summary>
    public SourceTopic? Source { get; init; }
}
