using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Confluent.Kafka;

namespace MarketGateway.Kafka;

/// <summary>
/// One Kafka consumer with one thread, which polls, decodes and hands over to the sink: the only thread that calls the
/// sink for its partitions. Owned by a <see cref="FeedReading"/>, which assigns partitions to it and disposes it.
/// </summary>
internal sealed class FeedConsumer : IDisposable
{
    /// <summary>How long a poll waits for a record, and so an assignment or the end for an idle poll.</summary>
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(50);

    /// <summary>How librdkafka calls a truncation in the text of the event, whose code says only that it cannot go on.</summary>
    private static readonly string TruncationText = new Error(ErrorCode.Local_LogTruncation).Reason;

    /// <summary>Stands for no offset: the partition is left.</summary>
    private const long LeaveMark = long.MinValue;

    private readonly int _number;
    private readonly FeedReadingContext _context;
    private readonly ChannelWriter<FeedSignal> _signals;
    private readonly RecordApplier _applier;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly RecordBatch _batch;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<(FeedPartition Partition, long Offset)> _assignments = new();
    private readonly List<byte[]> _topicNames = [];
    private readonly List<Dictionary<int, FeedPartition>> _partitions = [];
    private readonly HashSet<FeedPartition> _owned = [];
    private readonly List<HeldPartition> _held = [];
    private int _reachabilitySeen;
    private volatile bool _isStopping;

    /// <summary>Makes the client; throws when librdkafka refuses its properties.</summary>
    public FeedConsumer(int number, FeedReadingContext context, ChannelWriter<FeedSignal> signals)
    {
        _number = number;
        _context = context;
        _signals = signals;
        _applier = new RecordApplier(context);
        _consumer = new ConsumerBuilder<Ignore, Ignore>(context.ConsumerConfig())
            .SetLogHandler((_, message) => context.ClientLog.Write(message))
            .SetErrorHandler((_, error) => OnError(error))
            .Build();
        _batch = new RecordBatch(_consumer);
        _thread = new Thread(Run) { IsBackground = true, Name = $"kafka-consumer-{number}" };
    }

    public void Start() => _thread.Start();

    /// <summary>Has the poll thread read a partition from an offset, also when it reads it already.</summary>
    public void Assign(FeedPartition partition, long offset)
    {
        _owned.Add(partition);
        _assignments.Enqueue((partition, offset));
    }

    /// <summary>Has the poll thread read a partition no longer, and tell the sink that no news can arrive from it.</summary>
    public void Leave(FeedPartition partition) => _assignments.Enqueue((partition, LeaveMark));

    /// <summary>Says whether the partition was assigned to this consumer. Asked by who assigns.</summary>
    public bool Owns(FeedPartition partition) => _owned.Contains(partition);

    /// <summary>Tells the thread to end. Does not wait: all consumers of a reading are told first.</summary>
    public void RequestStop() => _isStopping = true;

    /// <summary>
    /// Waits for the thread, so that no record is applied after this returns, and leaves the cluster.
    /// </summary>
    public void Dispose()
    {
        RequestStop();
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted) is false)
        {
            _thread.Join();
        }

        _batch.Dispose();
        _consumer.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_isStopping)
            {
                ServeAssignments();
                ServeHeld();
                ReportReachability();
                PollOnce();
            }
        }
        catch (Exception e)
        {
            // What cannot happen: the reading must know, or it would wait for this thread for ever.
            _signals.TryWrite(new FeedSignal(FeedSignalKind.Fatal, Reason: e.ToString()));
        }
    }

    private void ServeAssignments()
    {
        while (_assignments.TryDequeue(out (FeedPartition Partition, long Offset) assignment))
        {
            FeedPartition partition = assignment.Partition;
            if (assignment.Offset == LeaveMark)
            {
                ServeLeave(partition);
                continue;
            }

            bool isKnown = !PartitionsOf(partition).TryAdd(partition.Identity.Partition.Value, partition);
            if (partition.IsHeld)
            {
                partition.IsHeld = false;
                _held.RemoveAll(held => held.Partition == partition);
            }
            else if (isKnown)
            {
                _consumer.IncrementalUnassign([partition.Identity]);
            }

            // With the epoch of what was read last, the leader is asked whether it has that too before reading goes on.
            int? leaderEpoch = assignment.Offset == partition.Position ? partition.LeaderEpoch : null;
            _consumer.IncrementalAssign(
                [new TopicPartitionOffset(partition.Identity, assignment.Offset, leaderEpoch)]);
        }
    }

    private void ServeLeave(FeedPartition partition)
    {
        PartitionsOf(partition).Remove(partition.Identity.Partition.Value);
        if (partition.IsHeld)
        {
            partition.IsHeld = false;
            _held.RemoveAll(held => held.Partition == partition);
        }
        else
        {
            _consumer.IncrementalUnassign([partition.Identity]);
        }

        if (partition.IsReportedReachable)
        {
            partition.IsReportedReachable = false;
            partition.ReportReachable(_context.Sink, false);
        }
    }

    /// <summary>Finds the partitions that are read of a partition's topic; topics that patterns match come at any time.</summary>
    private Dictionary<int, FeedPartition> PartitionsOf(FeedPartition partition)
    {
        while (_partitions.Count <= partition.TopicNumber)
        {
            _topicNames.Add([]);
            _partitions.Add([]);
        }

        _topicNames[partition.TopicNumber] = Encoding.UTF8.GetBytes(partition.Identity.Topic);
        return _partitions[partition.TopicNumber];
    }

    /// <summary>Reads partitions on whose next record's schema has come, or is known not to come.</summary>
    private void ServeHeld()
    {
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            HeldPartition held = _held[i];
            if (!_applier.IsAwaited(held))
            {
                _held.RemoveAt(i);
                held.Partition.IsHeld = false;
                _consumer.IncrementalAssign([new TopicPartitionOffset(held.Partition.Identity, held.Offset)]);
            }
        }
    }

    /// <summary>
    /// Stops reading a partition at a record whose schema cannot be had at present: nothing behind it may be applied
    /// before it. Other partitions are read on.
    /// </summary>
    private void Hold(FeedPartition partition, long offset, int schema)
    {
        partition.IsHeld = true;
        _held.Add(new HeldPartition(partition, offset, schema));
        _consumer.IncrementalUnassign([partition.Identity]);
    }

    /// <summary>Tells the sink what the watch saw, on the thread that the sink knows for the partition.</summary>
    private void ReportReachability()
    {
        int version = _context.ReachabilityVersion;
        if (version == _reachabilitySeen)
        {
            return;
        }

        _reachabilitySeen = version;
        foreach (FeedPartition partition in _partitions.SelectMany(topic => topic.Values))
        {
            bool isReachable = partition.IsReachable;
            if (isReachable != partition.IsReportedReachable)
            {
                partition.IsReportedReachable = isReachable;
                partition.ReportReachable(_context.Sink, isReachable);
            }
        }
    }

    private void PollOnce()
    {
        _batch.Receive(PollTimeout);
        _context.Backlog.Note(_number, _batch.IsFull);
        if (_batch.Count == 0)
        {
            _applier.OnIdle();
            return;
        }

        long start = _context.Time.GetTimestamp();
        try
        {
            ConsumeBatch();
        }
        finally
        {
            _batch.Release();
            _context.Traffic.CountBusy(_context.Time.GetElapsedTime(start));
        }
    }

    private void ConsumeBatch()
    {
        (nint Topic, int Number) current = default;
        FeedPartition? partition = null;
        long bytes = 0;
        for (int i = 0; i < _batch.Count; i++)
        {
            KafkaRecord record = _batch[i];
            if (partition is null || current != (record.TopicHandle, record.Partition))
            {
                // Records come in runs of one partition, many thousand long when there is something to catch up with.
                CountBytes(partition, ref bytes);
                current = (record.TopicHandle, record.Partition);
                partition = Find(record);
            }

            bytes += record.ValueLength;
            Consume(partition, record);
        }

        CountBytes(partition, ref bytes);
    }

    private void CountBytes(FeedPartition? partition, ref long bytes)
    {
        if (partition is not null && bytes > 0)
        {
            _context.Traffic.CountBytes(partition.Topic, bytes);
        }

        bytes = 0;
    }

    private void Consume(FeedPartition? partition, KafkaRecord record)
    {
        if (partition is { IsHeld: true })
        {
            // It comes again when the partition is read on.
            return;
        }

        if (partition is not null && record.Error == ErrorCode.NoError)
        {
            if (_applier.Consume(partition, record) is { } schema)
            {
                Hold(partition, record.Offset, schema);
                return;
            }

            partition.SetLeaderEpoch(record.LeaderEpoch);
            MoveTo(partition, record.Offset + 1);
        }
        else if (partition is not null && record.Error == ErrorCode.Local_PartitionEOF)
        {
            _applier.OnIdle();
            MoveTo(partition, record.Offset);
        }
        else
        {
            OnErrorRecord(partition, record);
        }
    }

    private void MoveTo(FeedPartition partition, long offset)
    {
        if (partition.MoveTo(offset))
        {
            _signals.TryWrite(new FeedSignal(FeedSignalKind.PartitionReached, partition));
        }
    }

    /// <summary>Finds the partition of a record; null for an event that is of none of ours.</summary>
    private FeedPartition? Find(KafkaRecord record)
    {
        for (int topic = 0; topic < _partitions.Count; topic++)
        {
            if (record.Topic.SequenceEqual(_topicNames[topic]))
            {
                return _partitions[topic].GetValueOrDefault(record.Partition);
            }
        }

        return null;
    }

    private void OnErrorRecord(FeedPartition? partition, KafkaRecord record)
    {
        string reason = record.Reason;
        if (partition is not null && IsTruncation(record.Error, reason))
        {
            _signals.TryWrite(new FeedSignal(FeedSignalKind.Truncated, partition, reason));
        }
        else if (partition is not null && record.Error == ErrorCode.Local_AutoOffsetReset)
        {
            _signals.TryWrite(new FeedSignal(FeedSignalKind.OutOfRange, partition));
        }

        OnError(new Error(record.Error, reason, record.Error == ErrorCode.Local_Fatal));
    }

    private static bool IsTruncation(ErrorCode code, string reason) => code == ErrorCode.Local_LogTruncation
        || (code == ErrorCode.Local_AutoOffsetReset && reason.Contains(TruncationText, StringComparison.Ordinal));

    private void OnError(Error error)
    {
        _context.ClientLog.Write(error);
        _signals.TryWrite(error.IsFatal
            ? new FeedSignal(FeedSignalKind.Fatal, Reason: $"{error.Code}, {error.Reason}")
            : new FeedSignal(FeedSignalKind.BrokerTrouble));
    }
}
