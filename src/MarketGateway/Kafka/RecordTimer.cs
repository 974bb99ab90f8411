namespace MarketGateway.Kafka;

/// <summary>
/// Measures how long records take from being appended in Kafka to being state, by a sample. Owned by one poll thread.
/// </summary>
/// <remarks>
/// A record that had to be waited for is always measured, so that a quiet feed is seen as it is; of a stream of records
/// one in sixteen, which is as good a sample and costs the hot path a counter. What was in the log at the start is left
/// out: its age says when the gateway was started.
/// </remarks>
internal sealed class RecordTimer(FeedReadingContext context)
{
    private const int RecordsPerSample = 16;

    private int _untilNext;

    /// <summary>Notes that there was no record to be had.</summary>
    public void OnIdle() => _untilNext = 0;

    /// <summary>Notes that a record which Kafka appended at a time, in milliseconds since 1970, is state now.</summary>
    public void OnApplied(FeedPartition partition, long appendedAt)
    {
        if (--_untilNext < 0)
        {
            _untilNext = RecordsPerSample - 1;
            Measure(partition, appendedAt);
        }
    }

    private void Measure(FeedPartition partition, long appendedAt)
    {
        if (context.RecordTimed is { } timed && partition.HasReached
            && RecordTime.AgeOf(appendedAt, context.Time) is { } age)
        {
            timed(partition.Topic, age);
        }
    }
}
