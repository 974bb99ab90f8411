namespace MarketGateway.Kafka;

/// <summary>For how long what is not read yet has waited. One formula, for metrics and health alike.</summary>
internal static class PartitionLag
{
    /// <summary>
    /// Gets how long the next unread record of a partition has been in the log; zero when all is read.
    /// </summary>
    /// <remarks>
    /// Two clocks tell. By our own clock it arrived between two looks at the partition's end, whatever the clocks of
    /// producers say: it has waited at least since the second, and <see cref="KafkaOptions.ProbeInterval"/> longer at most.
    /// By Kafka's time stamps it cannot have waited longer than the record taken last is old; where that lies between the
    /// looks it is the better answer. What was there at the start nobody saw arrive: of that only the time stamps tell, and
    /// nothing (null) before a record was taken. A record that an open transaction keeps from being read waits too.
    /// </remarks>
    public static TimeSpan? WaitingFor(FeedPartition partition, TimeProvider time)
    {
        long position = partition.NextOffset;
        if (partition.End <= position)
        {
            return TimeSpan.Zero;
        }

        TimeSpan? byTimeStamp = RecordTime.AgeOf(partition.AppendedAt, time);
        if (position < partition.StartupEnd)
        {
            return byTimeStamp;
        }

        if (!partition.Ends.TryFindArrival(position, out long? notBefore, out long notAfter))
        {
            return TimeSpan.Zero;
        }

        long now = time.GetTimestamp();
        TimeSpan min = time.GetElapsedTime(notAfter, now);
        TimeSpan max = notBefore is long before ? time.GetElapsedTime(before, now) : TimeSpan.MaxValue;
        return byTimeStamp is { } waiting && waiting > min && waiting < max ? waiting : min;
    }

    /// <summary>
    /// Gets how long the oldest record has been in the log that an open transaction keeps from being read, by our own
    /// clock: at least so long, and <see cref="KafkaOptions.ProbeInterval"/> longer at most. Zero when none does.
    /// </summary>
    public static TimeSpan WithheldFor(FeedPartition partition, TimeProvider time) =>
        partition.Withheld > 0 && partition.Ends.TryFindArrival(partition.ReadableEnd, out _, out long notAfter)
            ? time.GetElapsedTime(notAfter)
            : TimeSpan.Zero;
}
