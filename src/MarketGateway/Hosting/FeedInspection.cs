using System.Text;
using MarketGateway.Admin;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;

namespace MarketGateway.Hosting;

/// <summary>Shows operators what the Kafka feed knows of itself.</summary>
internal sealed class FeedInspection(KafkaFeed feed, KafkaCluster cluster) : IFeedInspection
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Source => cluster.Embedded is null ? "kafka" : "simulation";

    public IReadOnlyList<PartitionRow> Partitions =>
    [
        .. from topic in feed.Status.Topics
           from partition in topic.Partitions
           select new PartitionRow(
               topic.Name,
               partition.Partition,
               partition.IsReachable,
               partition.Start,
               partition.Position,
               partition.End,
               partition.Lag,
               partition.LagTime?.TotalSeconds,
               partition.Decoded,
               partition.Skipped),
    ];

    public IReadOnlyList<SkippedReason> Skipped
    {
        get
        {
            var counts = feed.Status.Topics.SelectMany(static topic => topic.SkippedByReason)
                .ToLookup(static skipped => skipped.Key, static skipped => skipped.Value);
            return
            [
                .. feed.SkippedRecords.Read().Select(skipped => new SkippedReason(
                    skipped.Reason.Reason(), counts[skipped.Reason].Sum(), [.. skipped.Records.Select(Describe)])),
            ];
        }
    }

    private static SkippedRow Describe(SkippedRecord record) => new(
        record.At,
        record.Topic,
        record.Partition,
        record.Offset,
        record.Key is null ? null : TextOf(record.Key),
        record.Key is null ? null : Convert.ToHexStringLower(record.Key),
        record.ValueLength < 0 ? null : Convert.ToHexStringLower(record.Value),
        record.ValueLength < 0 ? null : record.ValueLength);

    /// <summary>Null where the bytes are no text: they stand there in hexadecimal digits besides.</summary>
    private static string? TextOf(byte[] key)
    {
        try
        {
            return StrictUtf8.GetString(key);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
