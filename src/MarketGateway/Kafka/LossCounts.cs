namespace MarketGateway.Kafka;

/// <summary>How many offsets of a topic were gone before they were read, since the process began.</summary>
internal sealed class LossCounts(int topicCount)
{
    private readonly long[] _counts = new long[topicCount];

    public long this[int topic] => Volatile.Read(ref _counts[topic]);

    public void Count(int topic, long offsets) => Interlocked.Add(ref _counts[topic], offsets);
}
