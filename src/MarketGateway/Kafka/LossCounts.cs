using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>How many offsets of a topic were gone before they were read, since the process began.</summary>
internal sealed class LossCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<FeedTopic>().Length];

    public long this[FeedTopic topic] => Volatile.Read(ref _counts[(int)topic]);

    public void Count(FeedTopic topic, long offsets) => Interlocked.Add(ref _counts[(int)topic], offsets);
}
