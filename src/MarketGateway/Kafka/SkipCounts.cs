using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// How many records were skipped, by topic and reason, since the process began. Written by any consumer.
/// </summary>
internal sealed class SkipCounts
{
    private static readonly int ReasonCount = Enum.GetValues<DecodeError>().Length;

    private readonly long[] _counts = new long[Enum.GetValues<FeedTopic>().Length * ReasonCount];

    public void Count(FeedTopic topic, DecodeError reason) => Interlocked.Increment(ref _counts[Index(topic, reason)]);

    public long this[FeedTopic topic, DecodeError reason] => Volatile.Read(ref _counts[Index(topic, reason)]);

    private static int Index(FeedTopic topic, DecodeError reason) => ((int)topic * ReasonCount) + (int)reason;
}
