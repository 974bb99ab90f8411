using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace MarketGateway.Kafka;

/// <summary>
/// Asks the leaders for the ends of their partitions: that tells the lag, which partitions can be reached, and whether
/// the log went backwards. Owned by a <see cref="FeedReading"/>, which asks one question at a time.
/// </summary>
internal sealed class PartitionWatch(FeedReadingContext context, ILogProbe probe)
{
    /// <summary>
    /// How many probes in a row must see the end before our position. A new leader's end may lag for a moment.
    /// </summary>
    private const int BackwardsCountMax = 2;

    /// <summary>How many partitions a log line names.</summary>
    private const int NamesMax = 8;

    /// <summary>
    /// Asks once. Returns why the log must have been replaced, or null. Where reading stopped because its offset was
    /// out of range, one look at an end before it is enough.
    /// </summary>
    public async Task<string?> ProbeAsync(
        FeedPartition[] partitions, HashSet<FeedPartition> outOfRange, CancellationToken stopping)
    {
        // Positions before ends: between the two questions a position may only have been passed, never overtaken.
        long[] positions = Array.ConvertAll(partitions, partition => partition.NextOffset);
        TopicPartition[] identities = Array.ConvertAll(partitions, partition => partition.Identity);
        Task<long[]> asked = probe.ListHighWatermarksAsync(identities, stopping);
        long[] ends = await probe.ListOffsetsAsync(identities, OffsetSpec.Latest(), stopping);
        long[] highWatermarks = await asked;
        long now = context.Time.GetTimestamp();
        SetReachability(partitions, ends, now);
        for (int i = 0; i < partitions.Length; i++)
        {
            if (ends[i] != ILogProbe.Unknown
                && IsBehind(
                    partitions[i], positions[i], ends[i], highWatermarks[i], outOfRange.Contains(partitions[i]), now))
            {
                return $"{partitions[i]} ends at {ends[i]}, and was read up to {positions[i]}";
            }
        }

        return null;
    }

    private static bool IsBehind(
        FeedPartition partition, long position, long end, long highWatermark, bool isOutOfRange, long now)
    {
        if (end >= position)
        {
            partition.BackwardsCount = 0;
            partition.SetEnd(end, highWatermark, now);
            return false;
        }

        return ++partition.BackwardsCount >= BackwardsCountMax || isOutOfRange;
    }

    private void SetReachability(FeedPartition[] partitions, long[] ends, long now)
    {
        var lost = new List<FeedPartition>();
        var found = new List<FeedPartition>();
        for (int i = 0; i < partitions.Length; i++)
        {
            bool wasReachable = partitions[i].IsReachable;
            partitions[i].IsReachable = IsReachable(partitions[i], ends[i] != ILogProbe.Unknown, now);
            if (partitions[i].IsReachable != wasReachable)
            {
                (wasReachable ? lost : found).Add(partitions[i]);
            }
        }

        if (lost.Count > 0)
        {
            context.Logger.PartitionsUnreachable(lost.Count, Names(lost));
            context.AnnounceReachability();
        }

        if (found.Count > 0)
        {
            context.Logger.PartitionsReachable(found.Count, Names(found));
            context.AnnounceReachability();
        }
    }

    private bool IsReachable(FeedPartition partition, bool hasAnswered, long now)
    {
        if (hasAnswered)
        {
            partition.AnsweredAt = now;
            return true;
        }

        // An election of a new leader is no outage yet.
        return partition.IsReachable
            && context.Time.GetElapsedTime(partition.AnsweredAt, now) < context.Options.UnreachableAfter;
    }

    private static string Names(List<FeedPartition> partitions) =>
        string.Join(", ", partitions.Take(NamesMax)) + (partitions.Count > NamesMax ? ", ..." : "");
}
