namespace MarketGateway.Kafka;

/// <summary>Where the feed stands in one partition, at one moment.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Start">Where reading began.</param>
/// <param name="StartupEnd">The end that was captured at start-up and must be reached before the feed is ready.</param>
/// <param name="Position">The offset to be read next; null before the first fetch.</param>
/// <param name="End">The newest known end.</param>
/// <param name="Decoded">Records applied in this epoch.</param>
/// <param name="Skipped">Records skipped in this epoch.</param>
/// <param name="IsReachable">Whether the partition's leader answers.</param>
/// <param name="Waiting">How long the next unread record has waited; zero when all is read, null when unknown.</param>
/// <param name="SilentFor">How long ago the partition's leader answered last.</param>
public sealed record KafkaPartitionStatus(
    int Partition,
    long Start,
    long StartupEnd,
    long? Position,
    long End,
    long Decoded,
    long Skipped,
    bool IsReachable,
    TimeSpan? Waiting,
    TimeSpan SilentFor)
{
    /// <summary>
    /// Gets how many offsets are not read yet; null (unknown, not 0) before the first fetch and while the leader does
    /// not answer.
    /// </summary>
    public long? Lag => IsReachable && Position is long position ? End - position : null;

    /// <summary>Gets the lag as time: how long the next unread record has waited; null when the lag is unknown.</summary>
    public TimeSpan? LagTime => Lag is null ? null : Waiting;

    /// <summary>
    /// Gets how old what we know of the partition is at most: since the leader answered, or since the next unread record
    /// waits, whichever is longer. Of a quiet market it is next to nothing, because its leaders answer.
    /// </summary>
    public TimeSpan Age => Waiting is { } waiting && waiting > SilentFor ? waiting : SilentFor;
}
