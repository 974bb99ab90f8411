using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// Finds where reading of each partition begins and which end it must reach before the feed is ready.
/// </summary>
internal static class FeedStart
{
    /// <summary>
    /// Captures the end of every partition, then finds its start. Null when a leader did not answer: try again.
    /// </summary>
    public static async Task<List<FeedPartition>?> CaptureAsync(
        LogDescription log, KafkaStartPosition position, FeedReadingContext context, ILogProbe probe,
        CancellationToken cancellation)
    {
        var captured = new List<FeedPartition>();
        foreach (LogTopic topic in log.Topics)
        {
            KafkaStartPosition from = topic.Topic == FeedTopic.Instruments ? KafkaStartPosition.Beginning : position;
            TopicPartition[] identities = Partitions(topic, 0, context.Options.Share);
            long[] ends = await probe.ListOffsetsAsync(identities, OffsetSpec.Latest(), cancellation);
            long[] starts = await StartsAsync(identities, ends, from, context, probe, cancellation);
            for (int i = 0; i < identities.Length; i++)
            {
                if (ends[i] == ILogProbe.Unknown || starts[i] == ILogProbe.Unknown)
                {
                    return null;
                }

                captured.Add(new FeedPartition(topic.Topic, identities[i], starts[i], ends[i]) { Source = topic.Source });
            }
        }

        return captured;
    }

    /// <summary>
    /// Finds the start of partitions that came later: their beginning. They do not hold back the start-up gate. Null
    /// when a leader did not answer, which is likely just after they were made: try again.
    /// </summary>
    public static async Task<List<FeedPartition>?> CaptureNewAsync(
        LogTopic topic, int firstPartition, ILogProbe probe, CancellationToken cancellation)
    {
        TopicPartition[] identities = Partitions(topic, firstPartition, null);
        long[] starts = await probe.ListOffsetsAsync(identities, OffsetSpec.Earliest(), cancellation);
        return starts.Contains(ILogProbe.Unknown)
            ? null
            : [.. identities.Zip(starts, (identity, start) =>
                new FeedPartition(topic.Topic, identity, start, start) { Source = topic.Source })];
    }

    private static TopicPartition[] Partitions(LogTopic topic, int first, PartitionShare? share) =>
    [
        .. Enumerable.Range(first, topic.PartitionCount - first)
            .Where(partition => share?.Reads(topic.Topic, partition) != false)
            .Select(partition => new TopicPartition(topic.Name, partition)),
    ];

    private static async Task<long[]> StartsAsync(
        TopicPartition[] partitions, long[] ends, KafkaStartPosition from, FeedReadingContext context, ILogProbe probe,
        CancellationToken cancellation)
    {
        if (from == KafkaStartPosition.End)
        {
            return ends;
        }

        // The embedded broker cannot look times up, and it is as young as this process.
        if (from == KafkaStartPosition.Beginning || context.IsEmbedded)
        {
            return await probe.ListOffsetsAsync(partitions, OffsetSpec.Earliest(), cancellation);
        }

        long since = (context.Time.GetUtcNow() - context.Options.LookBack).ToUnixTimeMilliseconds();
        long[] found = await probe.ListOffsetsAsync(partitions, OffsetSpec.ForTimestamp(since), cancellation);
        return [.. found.Zip(ends, (start, end) => start == Offset.End.Value ? end : start)];
    }
}
