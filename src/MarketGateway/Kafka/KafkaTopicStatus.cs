using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>Where the feed stands in one topic, at one moment.</summary>
/// <param name="Topic">What it holds.</param>
/// <param name="Name">Its name on the cluster.</param>
/// <param name="Partitions">Its partitions; none before the cluster was found.</param>
/// <param name="NewestOccurredAt">The newest venue time read, in microseconds since 1970; null: none yet.</param>
/// <param name="Decoded">Records applied since the process began, in all epochs.</param>
/// <param name="SkippedByReason">Records skipped since the process began; holds every reason but none.</param>
public sealed record KafkaTopicStatus(
    FeedTopic Topic,
    string Name,
    IReadOnlyList<KafkaPartitionStatus> Partitions,
    long? NewestOccurredAt,
    long Decoded,
    IReadOnlyDictionary<DecodeError, long> SkippedByReason)
{
    /// <summary>Gets how many offsets are not read yet; null when a partition's is unknown, or there is none.</summary>
    public long? Lag => Partitions.Count == 0 ? null : Partitions.Aggregate((long?)0, (sum, next) => sum + next.Lag);

    /// <summary>Gets the records skipped for whatever reason.</summary>
    public long Skipped => SkippedByReason.Values.Sum();

    /// <summary>Gets whether news can arrive from every partition.</summary>
    public bool IsReachable => Partitions.Count > 0 && Partitions.All(partition => partition.IsReachable);
}
