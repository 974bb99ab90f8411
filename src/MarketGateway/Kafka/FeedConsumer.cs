using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;
using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// One Kafka consumer with one thread, which polls, decodes and hands over to the sink: the only thread that calls the
/// sink for its partitions. Owned by a <see cref="FeedReading"/>, which assigns partitions to it and disposes it.
/// </summary>
internal sealed class FeedConsumer : IDisposable
{
    /// <summary>How long a poll waits for a record, and so an assignment or the end for an idle poll.</summary>
    private const int PollMilliseconds = 50;

    /// <summary>Stands among the reasons of the log's limiter for a fault of the sink.</summary>
    private const int FaultKey = -1;

    private readonly FeedReadingContext _context;
    private readonly ChannelWriter<FeedSignal> _signals;
    private readonly RecordDecoder _decoder;
    private readonly IConsumer<FeedSymbol?, DecodeError> _consumer;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<(FeedPartition Partition, long Offset)> _assignments = new();
    private readonly Dictionary<int, FeedPartition>[] _partitions;
    private readonly HashSet<FeedPartition> _owned = [];
    private readonly RecordTimer _timer;
    private int _reachabilitySeen;
    private volatile bool _isStopping;

    /// <summary>Makes the client; throws when librdkafka refuses its properties.</summary>
    public FeedConsumer(int number, FeedReadingContext context, ChannelWriter<FeedSignal> signals)
    {
        _context = context;
        _signals = signals;
        _timer = new RecordTimer(context);
        _decoder = new RecordDecoder(context.Sink, context.Options.Topics, new FeedDecoder(context.Options.Records));
        _partitions = Array.ConvertAll(
            Enum.GetValues<FeedTopic>(), _ => new Dictionary<int, FeedPartition>());
        _consumer = new ConsumerBuilder<FeedSymbol?, DecodeError>(context.ConsumerConfig())
            .SetKeyDeserializer(_decoder)
            .SetValueDeserializer(_decoder)
            .SetLogHandler((_, message) => context.ClientLog.Write(message))
            .SetErrorHandler((_, error) => OnError(error))
            .Build();
        _thread = new Thread(Run) { IsBackground = true, Name = $"kafka-consumer-{number}" };
    }

    public void Start() => _thread.Start();

    /// <summary>Has the poll thread read a partition from an offset, also when it reads it already.</summary>
    public void Assign(FeedPartition partition, long offset)
    {
        _owned.Add(partition);
        _assignments.Enqueue((partition, offset));
    }

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

        _consumer.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_isStopping)
            {
                ServeAssignments();
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
            if (!_partitions[(int)partition.Topic].TryAdd(partition.Identity.Partition.Value, partition))
            {
                _consumer.IncrementalUnassign([partition.Identity]);
            }

            _consumer.IncrementalAssign([new TopicPartitionOffset(partition.Identity, assignment.Offset)]);
        }
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
                _context.Sink.SetReachable(partition.Topic, partition.Identity.Partition.Value, isReachable);
            }
        }
    }

    private void PollOnce()
    {
        ConsumeResult<FeedSymbol?, DecodeError>? result;
        try
        {
            result = _consumer.Consume(PollMilliseconds);
        }
        catch (ConsumeException e)
        {
            OnConsumeError(e);
            return;
        }

        if (result is null)
        {
            _timer.OnIdle();
            return;
        }

        FeedTopic topic = _decoder.TopicOf(result.Topic);
        FeedPartition partition = _partitions[(int)topic][result.Partition.Value];
        long offset = result.Offset.Value;
        if (result.IsPartitionEOF)
        {
            _timer.OnIdle();
        }
        else
        {
            TakeRecord(partition, offset, result.Message);
            offset++;
        }

        if (partition.MoveTo(offset))
        {
            _signals.TryWrite(new FeedSignal(FeedSignalKind.PartitionReached, partition));
        }
    }

    private void TakeRecord(FeedPartition partition, long offset, Message<FeedSymbol?, DecodeError> record)
    {
        long appendedAt = record.Timestamp.Type == TimestampType.NotAvailable
            ? FeedPartition.Unknown : record.Timestamp.UnixTimestampMs;
        partition.SetAppendedAt(appendedAt);
        if (Take(partition, offset, record.Key, record.Value) == DecodeError.None)
        {
            _timer.OnApplied(partition, appendedAt);
        }
    }

    private DecodeError Take(FeedPartition partition, long offset, FeedSymbol? symbol, DecodeError error)
    {
        if (symbol is null)
        {
            Skip(partition, offset, null, DecodeError.BadKey);
            return DecodeError.BadKey;
        }

        try
        {
            error = error == DecodeError.None ? Apply(partition, offset, symbol) : error;
            if (error != DecodeError.None)
            {
                Skip(partition, offset, symbol, error);
            }

            return error;
        }
        catch (Exception e)
        {
            // A fault of ours at one record must not take down every replica, which all read the same record.
            if (_context.SkipLimiter.TryTake(FaultKey, out long suppressed))
            {
                _context.Logger.ApplyFailed(
                    e, partition.Topic, partition.Identity.Partition.Value, offset, suppressed);
            }

            Skip(partition, offset, symbol, DecodeError.Malformed);
            return DecodeError.Malformed;
        }
    }

    private DecodeError Apply(FeedPartition partition, long offset, FeedSymbol symbol)
    {
        if (_decoder.IsTombstone)
        {
            _context.Sink.Withdraw(symbol);
            partition.CountDecoded(0);
            return DecodeError.None;
        }

        FeedUpdate update = _decoder.Update;
        DecodeError error = _context.Sink.Apply(
            partition.Topic, partition.Identity.Partition.Value, offset, symbol, update);
        if (error == DecodeError.None)
        {
            partition.CountDecoded(update.OccurredAt);
        }

        return error;
    }

    private void Skip(FeedPartition partition, long offset, FeedSymbol? symbol, DecodeError error)
    {
        partition.CountSkipped();
        _context.Skips.Count(partition.Topic, error);
        if (symbol is not null)
        {
            _context.Sink.Skipped(partition.Topic, symbol, error);
        }

        if (_context.SkipLimiter.TryTake((int)error, out long suppressed))
        {
            TopicPartition identity = partition.Identity;
            _context.Logger.RecordSkipped(
                identity.Topic, identity.Partition.Value, offset, error.Reason(), suppressed);
        }
    }

    private void OnConsumeError(ConsumeException exception)
    {
        Error error = exception.Error;
        if (error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            FeedTopic topic = _decoder.TopicOf(exception.ConsumerRecord.Topic);
            int number = exception.ConsumerRecord.Partition.Value;
            _signals.TryWrite(new FeedSignal(FeedSignalKind.OutOfRange, _partitions[(int)topic][number]));
        }

        OnError(error);
    }

    private void OnError(Error error)
    {
        _context.ClientLog.Write(error);
        _signals.TryWrite(error.IsFatal
            ? new FeedSignal(FeedSignalKind.Fatal, Reason: $"{error.Code}, {error.Reason}")
            : new FeedSignal(FeedSignalKind.BrokerTrouble));
    }
}
