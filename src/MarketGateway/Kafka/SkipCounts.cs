using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// How many records were skipped, by topic and reason, since the process began. Written by any consumer.
/// </summary>
internal sealed class SkipCounts(int topicCount)
{
    private static readonly int ReasonCount = Enum.GetValues<DecodeError>().Length;

    private readonly long[] _counts = new long[topicCount * ReasonCount];

    public void Count(int topic, DecodeError reason) => Interlocked.Increment(ref _counts[Index(topic, reason)]);

    public long this[int topic, DecodeError reason] => Volatile.Read(ref _counts[Index(topic, reason)]);

    private static int Index(int topic, DecodeError reason) => (topic * ReasonCount) + (int)reason;
}
