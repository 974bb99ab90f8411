using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// The last records that were skipped, a few of each reason, for operators to look at. Written by any consumer; a flood of
/// bad records is remembered by one in each <see cref="Spacing"/>, so that looking at them costs the others nothing.
/// </summary>
internal sealed class SkippedRecords(TimeProvider time)
{
    /// <summary>How many of one reason are remembered.</summary>
    public const int PerReasonMax = 8;

    /// <summary>How much of a key or value is remembered: the head of a record of any kind.</summary>
    private const int BytesMax = 64;

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<DecodeError, Queue<SkippedRecord>> _byReason = [];
    private readonly Dictionary<DecodeError, long> _notedAt = [];

    /// <summary>Notes a record, whose bytes are the caller's again afterwards.</summary>
    public void Note(FeedPartition partition, KafkaRecord record, DecodeError reason)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_notedAt.TryGetValue(reason, out var notedAt) && time.GetElapsedTime(notedAt, now) < Spacing)
            {
                return;
            }

            _notedAt[reason] = now;
            if (!_byReason.TryGetValue(reason, out var records))
            {
                _byReason.Add(reason, records = new Queue<SkippedRecord>(PerReasonMax));
            }

            if (records.Count == PerReasonMax)
            {
                records.Dequeue();
            }

            records.Enqueue(new SkippedRecord(
                time.GetUtcNow(),
                partition.Identity.Topic,
                partition.Identity.Partition.Value,
                record.Offset,
                reason,
                record.HasKey ? Head(record.Key) : null,
                record.HasValue ? Head(record.Value) : [],
                record.HasValue ? record.Value.Length : -1));
        }
    }

    /// <summary>Gets those of each reason that there is, the newest first.</summary>
    public IReadOnlyList<(DecodeError Reason, IReadOnlyList<SkippedRecord> Records)> Read()
    {
        lock (_gate)
        {
            return [.. _byReason.Select(static entry =>
                (entry.Key, (IReadOnlyList<SkippedRecord>)[.. entry.Value.Reverse()]))];
        }
    }

    private static byte[] Head(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, BytesMax)].ToArray();
}
