using Confluent.Kafka;
using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// One partition of the feed and where reading stands in it. Position, counts and what was last told of reachability
/// are written by the poll thread of its consumer; end and reachability by the watch; anybody may read all of it.
/// </summary>
internal sealed class FeedPartition(FeedTopic topic, TopicPartition identity, long start, long startupEnd)
{
    /// <summary>Stands for a position or an end that is not known yet.</summary>
    public const long Unknown = -1;

    private const int NoEpoch = -1;

    private long _position = Unknown;
    private long _end = startupEnd;
    private long _readableEnd = startupEnd;
    private long _withheld;
    private long _decoded;
    private long _skipped;
    private long _newestOccurredAt;
    private long _appendedAt = Unknown;
    private long _answeredAt;
    private int _leaderEpoch = NoEpoch;
    private bool _hasReached = start >= startupEnd;
    private bool _isReachable = true;
    private bool _isHeld;
    private bool _isGone;

    public FeedTopic Topic => topic;

    public TopicPartition Identity => identity;

    /// <summary>Gets what the configuration says of its topic; null for one of the gateway's own three.</summary>
    public SourceTopic? Source { get; init; }

    /// <summary>Gets the place of its topic among those that are read.</summary>
    public int TopicNumber => Source?.Number ?? (int)topic;

    /// <summary>Gets its number in the market.</summary>
    public int SinkPartition => Source?.SinkPartition(identity.Partition.Value) ?? identity.Partition.Value;

    /// <summary>Gets or sets whether its next record waits for a schema. Written by its poll thread.</summary>
    public bool IsHeld
    {
        get => Volatile.Read(ref _isHeld);
        set => Volatile.Write(ref _isHeld, value);
    }

    /// <summary>
    /// Gets or sets whether its topic, which a pattern matches, is no longer on the cluster. Written by the watch.
    /// </summary>
    public bool IsGone
    {
        get => Volatile.Read(ref _isGone);
        set => Volatile.Write(ref _isGone, value);
    }

    /// <summary>Gets where reading began.</summary>
    public long Start { get; } = start;

    /// <summary>Gets the end that was captured at start-up and must be reached before the feed is ready.</summary>
    public long StartupEnd { get; } = startupEnd;

    /// <summary>Gets the offset to be read next; <see cref="Unknown"/> before the first fetch.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Gets where to read on from when the partition is assigned anew.</summary>
    public long NextOffset => Math.Max(Start, Position);

    /// <summary>
    /// Gets the newest known end of the partition: its high watermark, so with what cannot be read yet.
    /// </summary>
    public long End => Math.Max(Volatile.Read(ref _end), Position);

    /// <summary>Gets where the partition ends for who reads what is committed: before the oldest open transaction.</summary>
    public long ReadableEnd => Math.Max(Volatile.Read(ref _readableEnd), Position);

    /// <summary>Gets how many offsets before <see cref="End"/> an open transaction keeps from being read.</summary>
    public long Withheld => Volatile.Read(ref _withheld);

    public long Decoded => Volatile.Read(ref _decoded);

    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Gets the newest venue time among the records decoded, or 0.</summary>
    public long NewestOccurredAt => Volatile.Read(ref _newestOccurredAt);

    public bool HasReached => Volatile.Read(ref _hasReached);

    /// <summary>Gets or sets whether the leader answers, as the watch sees it.</summary>
    public bool IsReachable
    {
        get => Volatile.Read(ref _isReachable);
        set => Volatile.Write(ref _isReachable, value);
    }

    /// <summary>Gets or sets what the sink was last told of that.</summary>
    public bool IsReportedReachable { get; set; } = true;

    /// <summary>Gets or sets when the leader answered last, as a time stamp of the time provider.</summary>
    public long AnsweredAt
    {
        get => Volatile.Read(ref _answeredAt);
        set => Volatile.Write(ref _answeredAt, value);
    }

    /// <summary>
    /// Gets when Kafka says that the record taken last was appended, in milliseconds since 1970; <see cref="Unknown"/>
    /// before the first, and when its records carry no time.
    /// </summary>
    public long AppendedAt => Volatile.Read(ref _appendedAt);

    /// <summary>
    /// Gets under which leader the record taken last was written; null before the first, and when the broker does not
    /// tell.
    /// </summary>
    public int? LeaderEpoch => Volatile.Read(ref _leaderEpoch) is var epoch and > NoEpoch ? epoch : null;

    /// <summary>Gets when the end moved while reading was behind it.</summary>
    public EndHistory Ends { get; } = new();

    /// <summary>Gets or sets how many probes in a row saw an end before our position. Of the watch alone.</summary>
    public int BackwardsCount { get; set; }

    /// <summary>
    /// Takes what a probe found at a time stamp of the time provider: to where the partition can be read, and its high
    /// watermark, or <see cref="ILogProbe.Unknown"/>.
    /// </summary>
    /// <remarks>
    /// The two are asked for at once, and a record may come between them. So what is withheld is what the look before
    /// found in the log and this one still cannot read.
    /// </remarks>
    public void SetEnd(long readableEnd, long highWatermark, long seenAt)
    {
        long before = Volatile.Read(ref _end);
        long end = Math.Max(readableEnd, highWatermark == ILogProbe.Unknown ? before : highWatermark);
        Volatile.Write(ref _withheld, Math.Max(0, Math.Min(before, end) - Math.Max(readableEnd, Position)));
        Volatile.Write(ref _readableEnd, readableEnd);
        Volatile.Write(ref _end, end);
        Ends.Add(end, seenAt, Position);
    }

    /// <summary>Notes when the record being taken was appended.</summary>
    public void SetAppendedAt(long milliseconds) => Volatile.Write(ref _appendedAt, milliseconds);

    /// <summary>Notes under which leader the record being taken was written.</summary>
    public void SetLeaderEpoch(int epoch) => Volatile.Write(ref _leaderEpoch, epoch);

    public void CountDecoded(long occurredAt)
    {
        Volatile.Write(ref _decoded, _decoded + 1);
        if (occurredAt > _newestOccurredAt)
        {
            Volatile.Write(ref _newestOccurredAt, occurredAt);
        }
    }

    /// <summary>Gets the version of the first update of the record at an offset.</summary>
    public long VersionOf(long offset) => Source is null ? offset : offset * Source.VersionsPerRecord;

    /// <summary>Says that records were gone before they were read. A mapped topic may be about books and ticks.</summary>
    public void ReportLost(IFeedSink sink, long lostFrom, long readFrom)
    {
        if (Source?.Mapping is null)
        {
            sink.RecordsLost(topic, SinkPartition, lostFrom, readFrom);
            return;
        }

        sink.RecordsLost(FeedTopic.Books, SinkPartition, VersionOf(lostFrom), VersionOf(readFrom));
        sink.RecordsLost(FeedTopic.Ticks, SinkPartition, VersionOf(lostFrom), VersionOf(readFrom));
    }

    /// <summary>Says whether news can arrive.</summary>
    public void ReportReachable(IFeedSink sink, bool isReachable)
    {
        if (Source?.Mapping is null)
        {
            sink.SetReachable(topic, SinkPartition, isReachable);
            return;
        }

        sink.SetReachable(FeedTopic.Books, SinkPartition, isReachable);
        sink.SetReachable(FeedTopic.Ticks, SinkPartition, isReachable);
    }

    public void CountSkipped() => Volatile.Write(ref _skipped, _skipped + 1);

    /// <summary>
    /// Moves to the offset that is read next. Returns true once: when that reaches the captured end. Control records
    /// and compacted ones leave no record to see, so the end-of-partition event comes here too.
    /// </summary>
    public bool MoveTo(long position)
    {
        Volatile.Write(ref _position, position);
        return !_hasReached && position >= StartupEnd && MarkReached();
    }

    public override string ToString() => $"{identity.Topic} [{identity.Partition.Value}]";

    private bool MarkReached()
    {
        Volatile.Write(ref _hasReached, true);
        return true;
    }
}
