using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>What a cluster says about one of the three topics.</summary>
/// <param name="Topic">Which one it is.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Partitions">How many partitions it has; 0: there is no such topic.</param>
/// <param name="Replicas">How many brokers hold the partition that the fewest hold.</param>
/// <param name="Configuration">Its configuration by Kafka's names; null: it may not, or cannot, be read.</param>
public sealed record TopicFacts(
    FeedTopic Topic, string Name, int Partitions, int Replicas, IReadOnlyDictionary<string, string>? Configuration)
{
    /// <summary>Gets whether there is such a topic.</summary>
    public bool Exists => Partitions > 0;
}
