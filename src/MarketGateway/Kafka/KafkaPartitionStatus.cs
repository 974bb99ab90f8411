namespace MarketGateway.Kafka;

/// <summary>Where the feed stands in one partition, at one moment.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Start">Where reading began.</param>
/// <param name="StartupEnd">The end that was captured at start-up and must be reached before the feed is ready.</param>
/// <param name="Position">The offset to be read next; null before the first fetch.</param>
/// <param name="End">The newest known end: the high watermark.</param>
/// <param name="Decoded">Records applied in this epoch.</param>
/// <param name="Skipped">Records skipped in this epoch.</param>
/// <param name="IsReachable">Whether the partition's leader answers.</param>
/// <param name="Waiting">How long the next unread record has waited; zero when all is read, null when unknown.</param>
/// <param name="SilentFor">How long ago the partition's leader answered last.</param>
/// <param name="WithheldRecords">How many offsets an open transaction keeps from being read.</param>
/// <param name="WithheldFor">For how long it has kept the oldest of them; zero when none.</param>
/// <param name="IsHeld">Whether its next record waits for a schema.</param>
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
    TimeSpan SilentFor,
    long WithheldRecords = 0,
    TimeSpan WithheldFor = default,
    bool IsHeld = false)
{
    /// <summary>
    /// Gets how many offsets are not read yet, those included that cannot be yet; null (unknown, not 0) before the first
    /// fetch and while the leader does not answer.
    /// </summary>
    public long? Lag => IsReachable && Position is long position ? End - position : null;

    /// <summary>Gets how many of those an open transaction keeps from being read; null when the lag is unknown.</summary>
    public long? Withheld => Lag is null ? null : WithheldRecords;

    /// <summary>Gets for how long it has done so; null when the lag is unknown.</summary>
    public TimeSpan? WithheldTime => Lag is null ? null : WithheldFor;

    /// <summary>Gets the lag as time: how long the next unread record has waited; null when the lag is unknown.</summary>
    public TimeSpan? LagTime => Lag is null ? null : Waiting;

    /// <summary>
    /// Gets how old what we know of the partition is at most: since the leader answered, or since the next unread record
    /// waits, whichever is longer. Of a quiet market it is next to nothing, because its leaders answer.
    /// </summary>
    public TimeSpan Age => Waiting is { } waiting && waiting > SilentFor ? waiting : SilentFor;
}
