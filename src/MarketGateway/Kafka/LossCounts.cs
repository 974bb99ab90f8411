using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>How many offsets of a topic were gone before they were read, since the process began.</summary>
internal sealed class LossCounts
{
    private readonly long[] _atStart = new long[Enum.GetValues<FeedTopic>().Length];
    private readonly long[] _live = new long[Enum.GetValues<FeedTopic>().Length];

    /// <summary>Gets how many were gone before the feed was ready, and how many after.</summary>
    public (long AtStart, long Live) this[FeedTopic topic] =>
        (Volatile.Read(ref _atStart[(int)topic]), Volatile.Read(ref _live[(int)topic]));

    public void Count(FeedTopic topic, long offsets, bool isLive) =>
        Interlocked.Add(ref (isLive ? _live : _atStart)[(int)topic], offsets);
}
