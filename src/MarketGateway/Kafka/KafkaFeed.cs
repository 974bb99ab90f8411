using Confluent.Kafka;
using MarketGateway.Core.Feed;
using Microsoft.Extensions.Options;

namespace MarketGateway.Kafka;

/// <summary>
/// Reads the market from Kafka into the <see cref="IFeedSink"/>: every partition of the three topics, in no consumer
/// group, from a start position to the end and on. One <see cref="FeedReading"/> per epoch of the log; this class finds
/// the log, names its epoch, and begins anew when it was replaced. A hosted service, one per process.
/// </summary>
public sealed class KafkaFeed : BackgroundService
{
    private static readonly DecodeError[] Reasons =
        [.. Enum.GetValues<DecodeError>().Where(reason => reason != DecodeError.None)];

    private readonly FeedReadingContext _context;
    private readonly Func<ILogProbe> _makeProbe;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _statusGate = new();
    private readonly long[] _decodedBefore;
    private ILogProbe? _probe;
    private volatile FeedReading? _reading;
    private volatile IReadOnlyList<string> _missing = [];
    private volatile string? _failure;

    public KafkaFeed(
        IOptions<KafkaOptions> options,
        KafkaCluster cluster,
        IFeedSink sink,
        ILoggerFactory loggers,
        TimeProvider time,
        IHostApplicationLifetime lifetime)
        : this(Context(options, cluster, sink, loggers, time), null, lifetime)
    {
    }

    /// <summary>Lets tests look at the cluster through a probe of their own.</summary>
    internal KafkaFeed(
        FeedReadingContext context, Func<ILogProbe, ILogProbe>? decorate, IHostApplicationLifetime lifetime)
    {
        _context = context;
        _decodedBefore = new long[context.Topics.Capacity];
        _lifetime = lifetime;
        _makeProbe = () =>
        {
            var probe = new LogProbe(context.Options, context.Topics, context.Servers, context.ClientLog);
            return decorate is null ? probe : decorate(probe);
        };
    }

    /// <summary>Gets a task that ends when the feed is ready for the first time.</summary>
    public Task WhenReady => _ready.Task;

    /// <summary>Gets why the feed failed and ended the gateway; null while it has not.</summary>
    internal string? Failure => _failure;

    /// <summary>Gets the errors of all its Kafka clients since the process began, by code.</summary>
    internal IReadOnlyDictionary<ErrorCode, long> ClientErrors => _context.ClientLog.ErrorCounts;

    /// <summary>Gets whether records have been waiting to be read for some time. May be called by any thread.</summary>
    public bool IsBehind => _context.Backlog.IsBehind;

    /// <summary>Gets how many bytes of values were read of each topic, and how long the consumers took for records.</summary>
    internal FeedTraffic Traffic => _context.Traffic;

    /// <summary>Gets a value indicating whether the broker is the embedded one, with the simulated market.</summary>
    internal bool IsSimulation => _context.IsEmbedded;

    /// <summary>Gets the last records that were skipped.</summary>
    internal SkippedRecords SkippedRecords => _context.SkippedRecords;

    /// <summary>Gets where the feed stands now. May be called by any thread.</summary>
    public KafkaFeedStatus Status
    {
        get
        {
            // Or a scrape between two epochs would find the records of one counted twice, or not at all.
            lock (_statusGate)
            {
                return StatusNeedsGate();
            }
        }
    }

    /// <summary>Has somebody told how long records take from Kafka to state; to be called before the feed starts.</summary>
    internal void TimeRecords(Action<FeedTopic, TimeSpan> timed) => _context.RecordTimed = timed;

    /// <summary>
    /// Makes the first client before the host counts as started, so that a property it refuses stops the start.
    /// </summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _probe = _makeProbe();
        }
        catch (Exception e) when (e is KafkaException or InvalidOperationException or ArgumentException)
        {
            throw new OptionsValidationException(
                KafkaOptions.Section,
                typeof(KafkaOptions),
                [$"{KafkaOptions.Section}:{nameof(KafkaOptions.Properties)}: librdkafka says: {e.Message}"]);
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _reading?.Dispose();
        _probe?.Dispose();
        _probe = null;
        _context.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _context.Logger.FeedStarting(
            _context.Topics.Description, _context.Servers, _context.Options.Consumers);
        try
        {
            await ReadEpochsAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
        catch (Exception e)
        {
            Fail(e.ToString());
        }
    }

    private async Task ReadEpochsAsync(CancellationToken stopping)
    {
        KafkaStartPosition from = _context.Options.StartPosition;
        string? previous = null;
        while (true)
        {
            LogDescription log = await FindLogAsync(stopping);
            if (_context.Options.Share?.WhatIsWrong(log) is { } wrong)
            {
                Fail(wrong);
                return;
            }

            string epoch = EpochOf(log, previous);
            previous = log.Epoch();
            _context.Sink.BeginEpoch(epoch);
            _context.Files.BeginEpoch();
            using var reading = new FeedReading(_context, _probe!, log, epoch);
            _reading = reading;
            FeedReadingEnd end = await reading.RunAsync(from, () => _ready.TrySetResult(), stopping);
            if (end == FeedReadingEnd.Failed)
            {
                Fail(reading.Reason);
                return;
            }

            Conclude(reading);
            from = KafkaStartPosition.Beginning;
        }
    }

    /// <summary>
    /// Names the epoch. A log that went backwards under the same topic ids (records lost in an election, or a broker
    /// without ids) gets a name of its own, which no other replica knows: cursors are then answered with snapshots.
    /// </summary>
    private string EpochOf(LogDescription log, string? previous)
    {
        string epoch = log.Epoch();
        return epoch == previous ? $"{epoch}.{_context.Time.GetUtcNow().ToUnixTimeMilliseconds()}" : epoch;
    }

    /// <summary>Stops a reading and keeps what must not be lost with it.</summary>
    private void Conclude(FeedReading reading)
    {
        reading.Dispose();
        foreach (FeedPartition partition in reading.Partitions)
        {
            if (!partition.IsReportedReachable)
            {
                // The next reading finds every partition reachable at first, and the sink hears of edges only.
                partition.ReportReachable(_context.Sink, true);
            }
        }

        lock (_statusGate)
        {
            foreach (FeedPartition partition in reading.Partitions)
            {
                _decodedBefore[partition.TopicNumber] += partition.Decoded;
            }

            _reading = null;
        }
    }

    private async Task<LogDescription> FindLogAsync(CancellationToken stopping)
    {
        bool hasComplained = false;
        var complained = new HashSet<string>();
        while (true)
        {
            TimeSpan pause = _context.Options.ProbeInterval;
            try
            {
                LogDescription log = await _probe!.DescribeAsync(stopping);
                string[] missing = [.. log.Missing];
                _missing = missing;
                if (missing.Length == 0)
                {
                    _context.Topics.ReportUnmatched([.. log.Topics.Select(topic => topic.Name)]);
                    return log;
                }

                Array.ForEach([.. missing.Where(complained.Add)], _context.Logger.TopicMissing);
                pause = _context.Options.MetadataRefreshInterval;
            }
            catch (KafkaException e)
            {
                if (!hasComplained)
                {
                    hasComplained = true;
                    _context.Logger.ClusterNotReady(_context.Servers, e.Error.Reason);
                }
            }

            await Task.Delay(pause, _context.Time, stopping);
        }
    }

    private void Fail(string reason)
    {
        _failure = reason;
        _context.Logger.FeedFailed(reason);
        _lifetime.StopApplication();
    }

    private KafkaFeedStatus StatusNeedsGate()
    {
        FeedReading? reading = _reading;
        IReadOnlyList<string> missing = _missing;
        KafkaFeedPhase phase =
            _failure is not null ? KafkaFeedPhase.Failed
            : reading is { IsReady: true } ? KafkaFeedPhase.Ready
            : reading is not null ? KafkaFeedPhase.CatchingUp
            : missing.Count > 0 ? KafkaFeedPhase.WaitingForTopics
            : KafkaFeedPhase.Connecting;
        return new KafkaFeedStatus(
            phase,
            reading?.Epoch,
            [.. _context.Topics.All.Select(topic => TopicStatusNeedsGate(topic, reading))],
            missing);
    }

    private KafkaTopicStatus TopicStatusNeedsGate(SourceTopic topic, FeedReading? reading)
    {
        FeedPartition[] partitions = reading is null
            ? [] : [.. reading.Partitions.Where(partition => partition.TopicNumber == topic.Number)];
        var lost = _context.Losses[topic.Number];
        long newest = partitions.Length == 0 ? 0 : partitions.Max(partition => partition.NewestOccurredAt);
        return new KafkaTopicStatus(
            topic.Topic,
            topic.Name,
            [.. partitions.Where(partition => !partition.IsGone).Select(PartitionStatus)],
            newest == 0 ? null : newest,
            _decodedBefore[topic.Number] + partitions.Sum(partition => partition.Decoded),
            Reasons.ToDictionary(reason => reason, reason => _context.Skips[topic.Number, reason]),
            lost.AtStart + lost.Live,
            lost.AtStart)
        {
            IsMapped = topic.Mapping is not null,
            IsMatched = topic.IsMatched,
        };
    }

    private KafkaPartitionStatus PartitionStatus(FeedPartition partition)
    {
        long position = partition.Position;
        return new KafkaPartitionStatus(
            partition.Identity.Partition.Value,
            partition.Start,
            partition.StartupEnd,
            position == FeedPartition.Unknown ? null : position,
            Math.Max(position, partition.End),
            partition.Decoded,
            partition.Skipped,
            partition.IsReachable,
            PartitionLag.WaitingFor(partition, _context.Time),
            _context.Time.GetElapsedTime(partition.AnsweredAt),
            partition.Withheld,
            PartitionLag.WithheldFor(partition, _context.Time),
            partition.IsHeld);
    }

    private static FeedReadingContext Context(
        IOptions<KafkaOptions> options, KafkaCluster cluster, IFeedSink sink, ILoggerFactory loggers,
        TimeProvider time) =>
        new(
            options.Value,
            cluster,
            sink,
            loggers.CreateLogger<KafkaFeed>(),
            new LibrdkafkaLog(loggers.CreateLogger("MarketGateway.Kafka.Librdkafka"), time),
            time);
}
