using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>Where the feed stands in one topic, at one moment.</summary>
/// <param name="Topic">What it holds.</param>
/// <param name="Name">Its name on the cluster.</param>
/// <param name="Partitions">Its partitions; none before the cluster was found.</param>
/// <param name="NewestOccurredAt">The newest venue time read, in microseconds since 1970; null: none yet.</param>
/// <param name="Decoded">Records applied since the process began, in all epochs.</param>
/// <param name="SkippedByReason">Records skipped since the process began; holds every reason but none.</param>
/// <param name="Lost">Offsets that retention deleted before they were read, since the process began.</param>
/// <param name="LostAtStart">How many of them before the feed was ready.</param>
public sealed record KafkaTopicStatus(
    FeedTopic Topic,
    string Name,
    IReadOnlyList<KafkaPartitionStatus> Partitions,
    long? NewestOccurredAt,
    long Decoded,
    IReadOnlyDictionary<DecodeError, long> SkippedByReason,
    long Lost,
    long LostAtStart = 0)
{
    /// <summary>Gets a value indicating whether it is a topic of a mapped source.</summary>
    public bool IsMapped { get; init; }

    /// <summary>Gets a value indicating whether a pattern matches it: without partitions it is gone, and awaited by nobody.</summary>
    public bool IsMatched { get; init; }

    /// <summary>Gets how many offsets are not read yet; null when a partition's is unknown, or there is none.</summary>
    public long? Lag => Partitions.Count == 0 ? null : Partitions.Aggregate((long?)0, (sum, next) => sum + next.Lag);

    /// <summary>Gets how many of those open transactions keep from being read, as far as it is known.</summary>
    public long Withheld => Partitions.Sum(partition => partition.Withheld ?? 0);

    /// <summary>Gets how old what we know of the topic is at most; null before the cluster was found.</summary>
    public TimeSpan? Age => Partitions.Count == 0 ? null : Partitions.Max(partition => partition.Age);

    /// <summary>Gets how many records there were to be read at the start of the reading.</summary>
    public long RecordsAtStart => Partitions.Sum(partition => partition.StartupEnd - partition.Start);

    /// <summary>Gets how many of them are read.</summary>
    public long RecordsReadOfStart => Partitions.Sum(partition =>
        Math.Clamp((partition.Position ?? 0) - partition.Start, 0, partition.StartupEnd - partition.Start));

    /// <summary>Gets the records skipped for whatever reason.</summary>
    public long Skipped => SkippedByReason.Values.Sum();

    /// <summary>Gets whether news can arrive from every partition.</summary>
    public bool IsReachable => (Partitions.Count > 0 || IsMatched) && Partitions.All(partition => partition.IsReachable);
}
