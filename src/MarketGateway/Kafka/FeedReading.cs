using System.Threading.Channels;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// The reading of one epoch of the log: its consumers, and the watch over them that opens the start-up gate, measures
/// the lag, tells what is reachable, adds partitions, and ends the reading when the log is not the same any more. Run
/// once by <see cref="KafkaFeed"/>; its partitions may be read by anybody.
/// </summary>
internal sealed class FeedReading : IDisposable
{
    private readonly FeedReadingContext _context;
    private readonly ILogProbe _probe;
    private readonly PartitionWatch _watch;
    private readonly LogDescription _log;
    private readonly Channel<FeedSignal> _signals = Channel.CreateUnbounded<FeedSignal>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly List<FeedConsumer> _consumers = [];
    private readonly HashSet<FeedPartition> _outOfRange = [];
    private readonly HashSet<string> _deleted = [];
    private readonly HashSet<string> _outgrown = [];
    private readonly long _startedAt;
    private FeedPartition[] _partitions = [];
    private int _assignedCount;
    private long _probedAt;
    private long _describedAt;
    private bool _hasReadInstruments;
    private bool _isReady;

    public FeedReading(FeedReadingContext context, ILogProbe probe, LogDescription log, string epoch)
    {
        _context = context;
        _probe = probe;
        _watch = new PartitionWatch(context, probe);
        _log = log;
        Epoch = epoch;
        _startedAt = _probedAt = _describedAt = context.Time.GetTimestamp();
    }

    public string Epoch { get; }

    /// <summary>Gets the partitions that are read, a list that is replaced, never changed.</summary>
    public IReadOnlyList<FeedPartition> Partitions => Volatile.Read(ref _partitions);

    /// <summary>Gets whether every partition has reached the end that it had at the start.</summary>
    public bool IsReady => Volatile.Read(ref _isReady);

    /// <summary>Gets why the reading ended.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Reads until the log is replaced, something fails for good, or the token says stop.</summary>
    public async Task<FeedReadingEnd> RunAsync(KafkaStartPosition from, Action whenReady, CancellationToken stopping)
    {
        await CaptureAsync(from, stopping);
        Start();
        while (true)
        {
            OpenGates(whenReady);
            FeedSignal signal = await NextSignalAsync(stopping);
            bool isUrgent = false;
            do
            {
                if (signal.Kind == FeedSignalKind.Fatal)
                {
                    Reason = signal.Reason!;
                    return FeedReadingEnd.Failed;
                }

                if (signal.Kind == FeedSignalKind.Truncated)
                {
                    // As an end before our position: what stands at the offsets that were read may be something else.
                    Reason = $"{signal.Partition} lost records that were read: {signal.Reason}";
                    _context.Logger.LogReplaced(Reason);
                    return FeedReadingEnd.LogReplaced;
                }

                isUrgent |= Handle(signal);
            }
            while (_signals.Reader.TryRead(out signal));

            if (await IsReplacedAsync(isUrgent, stopping))
            {
                _context.Logger.LogReplaced(Reason);
                return FeedReadingEnd.LogReplaced;
            }
        }
    }

    /// <summary>Stops every consumer and waits for it: no record is applied after this returns.</summary>
    public void Dispose()
    {
        _consumers.ForEach(consumer => consumer.RequestStop());
        _consumers.ForEach(consumer => consumer.Dispose());
        _consumers.Clear();
        _context.Backlog.Begin(0);
    }

    private async Task CaptureAsync(KafkaStartPosition from, CancellationToken stopping)
    {
        while (true)
        {
            List<FeedPartition>? captured = await FeedStart.CaptureAsync(_log, from, _context, _probe, stopping);
            if (captured is not null)
            {
                long now = _context.Time.GetTimestamp();
                captured.ForEach(partition => partition.AnsweredAt = now);
                Volatile.Write(ref _partitions, [.. captured]);
                _context.Logger.ReadingBegins(
                    Epoch, captured.Count, captured.Sum(partition => partition.StartupEnd - partition.Start));
                return;
            }

            _context.ClientLog.Write(new Error(ErrorCode.Local_TimedOut, "not every partition's leader tells its end"));
            await Task.Delay(_context.Options.ProbeInterval, _context.Time, stopping);
        }
    }

    private void Start()
    {
        _context.Backlog.Begin(_context.Options.Consumers);
        for (int i = 0; i < _context.Options.Consumers; i++)
        {
            _consumers.Add(new FeedConsumer(i, _context, _signals.Writer));
        }

        Assign(_partitions.Where(partition => partition.Topic == FeedTopic.Instruments));
        _consumers.ForEach(consumer => consumer.Start());
    }

    /// <summary>Definitions first: then every symbol has its scales before its first book.</summary>
    private void OpenGates(Action whenReady)
    {
        if (!_hasReadInstruments
            && _partitions.All(partition => HasReached(partition) || partition.Topic != FeedTopic.Instruments))
        {
            _hasReadInstruments = true;
            _context.Logger.InstrumentsRead();
            Assign(_partitions.Where(partition => partition.Topic != FeedTopic.Instruments));
        }

        if (!_isReady && _hasReadInstruments && _partitions.All(HasReached))
        {
            SettleHeap();
            Volatile.Write(ref _isReady, true);
            _context.Logger.FeedReady(_context.Time.GetElapsedTime(_startedAt));
            whenReady();
        }
    }

    /// <summary>Says whether a partition holds nothing back; one that is gone never reaches its end.</summary>
    private static bool HasReached(FeedPartition partition) => partition.HasReached || partition.IsGone;

    /// <summary>
    /// Collects what catching up has left, and moves what is there to stay to where collections seldom look. Else the
    /// first one after a start does it, for tens of milliseconds, while sessions are served.
    /// </summary>
    private static void SettleHeap() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);

    private void Assign(IEnumerable<FeedPartition> partitions)
    {
        foreach (FeedPartition partition in partitions)
        {
            _consumers[_assignedCount++ % _consumers.Count].Assign(partition, partition.Start);
        }
    }

    private async Task<FeedSignal> NextSignalAsync(CancellationToken stopping)
    {
        // ReadAsync has no time limit of its own, and a wait that is cut short must not take a signal with it.
        using var timeout = new CancellationTokenSource(_context.Options.ProbeInterval, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            return await _signals.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return default;
        }
    }

    /// <summary>Returns whether the signal asks for a look at the cluster at once.</summary>
    private bool Handle(FeedSignal signal)
    {
        if (signal.Kind == FeedSignalKind.OutOfRange)
        {
            _outOfRange.Add(signal.Partition!);
        }

        return signal.Kind is FeedSignalKind.OutOfRange or FeedSignalKind.BrokerTrouble;
    }

    private async Task<bool> IsReplacedAsync(bool isUrgent, CancellationToken stopping)
    {
        if (IsDue(ref _describedAt, _context.Options.MetadataRefreshInterval, _outOfRange.Count > 0)
            && await IsReplacedByDescriptionAsync(stopping))
        {
            return true;
        }

        return IsDue(ref _probedAt, _context.Options.ProbeInterval, isUrgent) && await IsReplacedByProbeAsync(stopping);
    }

    private bool IsDue(ref long lastAt, TimeSpan interval, bool isUrgent)
    {
        long now = _context.Time.GetTimestamp();
        if (!isUrgent && _context.Time.GetElapsedTime(lastAt, now) < interval)
        {
            return false;
        }

        lastAt = now;
        return true;
    }

    private async Task<bool> IsReplacedByDescriptionAsync(CancellationToken stopping)
    {
        _context.Files.Refresh();
        LogDescription now;
        try
        {
            now = await _probe.DescribeAsync(stopping);
        }
        catch (KafkaException e)
        {
            _context.ClientLog.Write(e.Error);
            return false;
        }

        foreach (string name in now.Missing.Where(_deleted.Add))
        {
            _context.Logger.TopicDeleted(name);
        }

        LeaveGone(now);
        foreach (LogTopic topic in now.Topics)
        {
            if (topic.Source is { IsMatched: true })
            {
                ReturnTo(topic);
                await AddPartitionsAsync(topic, stopping);
                continue;
            }

            LogTopic before = _log.Find(topic.Name)!;
            if (topic.Id is not null && before.Id is not null && topic.Id != before.Id)
            {
                Reason = $"topic {topic.Name} was created anew, its id is {topic.Id} and was {before.Id}";
                return true;
            }

            await AddPartitionsAsync(topic, stopping);
        }

        return false;
    }

    private async Task AddPartitionsAsync(LogTopic topic, CancellationToken stopping)
    {
        if (_context.Options.Share is { } share && topic.Topic != FeedTopic.Instruments)
        {
            // What comes into new partitions is nobody's until all shards know of them.
            if (share.WhatIsWrong(_log with { Topics = [topic] }) is { } wrong && _outgrown.Add(topic.Name))
            {
                _context.Logger.ShareOutgrown(wrong);
            }

            return;
        }

        int known = PartitionsOf(topic).Count();
        if (topic.PartitionCount <= known
            || await FeedStart.CaptureNewAsync(topic, known, _probe, stopping) is not { } added)
        {
            return;
        }

        if (known == 0)
        {
            _context.Logger.TopicFollowed(topic.Name, topic.Source!.Source, topic.PartitionCount);
        }
        else
        {
            _context.Logger.PartitionsAdded(topic.Name, topic.PartitionCount, known);
        }

        long now = _context.Time.GetTimestamp();
        added.ForEach(partition => partition.AnsweredAt = now);
        Volatile.Write(ref _partitions, [.. _partitions, .. added]);
        if (_hasReadInstruments || topic.Topic == FeedTopic.Instruments)
        {
            Assign(added);
        }
    }

    /// <summary>Finds what is read of a topic: of that very one, not of one that had its name before.</summary>
    private IEnumerable<FeedPartition> PartitionsOf(LogTopic topic) =>
        _partitions.Where(partition => partition.Identity.Topic == topic.Name
            && (topic.Source is not { IsMatched: true } || ReferenceEquals(partition.Source, topic.Source)));

    /// <summary>
    /// Stops reading topics that patterns match and the cluster no longer has, or has created anew, which is another topic.
    /// </summary>
    private void LeaveGone(LogDescription now)
    {
        foreach (IGrouping<SourceTopic?, FeedPartition> topic in _partitions
            .Where(partition => partition is { IsGone: false, Source.IsMatched: true })
            .GroupBy(partition => partition.Source))
        {
            if (now.Topics.Any(present => ReferenceEquals(present.Source, topic.Key)))
            {
                continue;
            }

            _context.Logger.TopicGone(topic.Key!.Name, topic.Key.Source);
            foreach (FeedPartition partition in topic)
            {
                partition.IsGone = true;
                partition.IsReachable = false;
                _outOfRange.Remove(partition);
                _consumers.Find(consumer => consumer.Owns(partition))?.Leave(partition);
            }
        }
    }

    /// <summary>Reads a topic on that was out of sight: the same one, from where its partitions stood.</summary>
    private void ReturnTo(LogTopic topic)
    {
        FeedPartition[] gone = [.. PartitionsOf(topic).Where(partition => partition.IsGone)];
        if (gone.Length == 0)
        {
            return;
        }

        _context.Logger.TopicFollowed(topic.Name, topic.Source!.Source, gone.Length);
        foreach (FeedPartition partition in gone)
        {
            partition.AnsweredAt = _context.Time.GetTimestamp();
            partition.IsReachable = true;
            partition.IsGone = false;
            if (_consumers.Find(consumer => consumer.Owns(partition)) is { } owner)
            {
                owner.Assign(partition, partition.NextOffset);
            }
        }

        _context.AnnounceReachability();
    }

    private async Task<bool> IsReplacedByProbeAsync(CancellationToken stopping)
    {
        if (await _watch.ProbeAsync(Array.FindAll(_partitions, partition => !partition.IsGone), _outOfRange, stopping) is string reason)
        {
            Reason = reason;
            return true;
        }

        if (_outOfRange.Count > 0)
        {
            await ReadOnAsync(stopping);
        }

        return false;
    }

    /// <summary>
    /// Has partitions read on whose offset was not in the log: from the beginning if retention overtook us, else (the
    /// broker was wrong for a moment) from where they stood.
    /// </summary>
    private async Task ReadOnAsync(CancellationToken stopping)
    {
        FeedPartition[] partitions = [.. _outOfRange];
        long[] starts = await _probe.ListOffsetsAsync(
            Array.ConvertAll(partitions, partition => partition.Identity), OffsetSpec.Earliest(), stopping);
        for (int i = 0; i < partitions.Length; i++)
        {
            if (starts[i] == ILogProbe.Unknown)
            {
                continue;
            }

            long offset = partitions[i].NextOffset;
            if (starts[i] > offset)
            {
                _context.Losses.Count(partitions[i].TopicNumber, starts[i] - offset, isLive: _isReady);
                _context.Logger.OffsetsLost(partitions[i], offset, starts[i], starts[i] - offset);
                partitions[i].ReportLost(_context.Sink, offset, starts[i]);
            }

            _outOfRange.Remove(partitions[i]);
            _consumers.Find(consumer => consumer.Owns(partitions[i]))!.Assign(
                partitions[i], Math.Max(offset, starts[i]));
        }
    }
}
