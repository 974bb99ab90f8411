namespace MarketGateway.Kafka;

/// <summary>How many offsets of a topic were gone before they were read, since the process began.</summary>
internal sealed class LossCounts(int topicCount)
{
    private readonly long[] _atStart = new long[topicCount];
    private readonly long[] _live = new long[topicCount];

    /// <summary>Gets how many were gone before the feed was ready, and how many after.</summary>
    public (long AtStart, long Live) this[int topic] =>
        (Volatile.Read(ref _atStart[topic]), Volatile.Read(ref _live[topic]));

    public void Count(int topic, long offsets, bool isLive) =>
        Interlocked.Add(ref (isLive ? _live : _atStart)[topic], offsets);
}
