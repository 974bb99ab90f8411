using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>How much was read, and how long that kept the consumers busy. Written by each of them once a batch.</summary>
internal sealed class FeedTraffic
{
    private readonly long[] _bytes = new long[Enum.GetValues<FeedTopic>().Length];
    private long _busyTicks;

    /// <summary>Gets how long consumers were busy with records, all of them together.</summary>
    public TimeSpan Busy => TimeSpan.FromTicks(Volatile.Read(ref _busyTicks));

    /// <summary>Gets the bytes of values that were read of a topic.</summary>
    public long this[FeedTopic topic] => Volatile.Read(ref _bytes[(int)topic]);

    public void CountBytes(FeedTopic topic, long bytes) => Interlocked.Add(ref _bytes[(int)topic], bytes);

    public void CountBusy(TimeSpan time) => Interlocked.Add(ref _busyTicks, time.Ticks);
}
