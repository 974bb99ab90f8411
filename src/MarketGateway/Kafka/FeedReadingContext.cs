using Confluent.Kafka;
using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>What every reading and every consumer of a feed shares. Owned by <see cref="KafkaFeed"/>.</summary>
internal sealed class FeedReadingContext(
    KafkaOptions options, KafkaCluster cluster, IFeedSink sink, ILogger logger,
    LibrdkafkaLog clientLog, TimeProvider time) : IDisposable
{
    private int _reachabilityVersion;

    public KafkaOptions Options => options;

    public IFeedSink Sink => sink;

    public ILogger Logger => logger;

    public LibrdkafkaLog ClientLog => clientLog;

    public TimeProvider Time => time;

    /// <summary>Gets the topics that are read.</summary>
    public SourceTopics Topics { get; } = new(options, logger);

    /// <summary>Gets what reads the values of sources that are not in JSON.</summary>
    public SourceReaders Readers { get; } = new(options, logger, time);

    /// <summary>Gets what files say beside the topics.</summary>
    public FeedFiles Files { get; } = new(options, sink, logger);

    public FeedBacklog Backlog { get; } = new(time);

    public SkippedRecords SkippedRecords { get; } = new(time);

    public FeedTraffic Traffic { get; } = new();

    public SkipCounts Skips => field ??= new SkipCounts(Topics.Capacity);

    public LossCounts Losses => field ??= new LossCounts(Topics.Capacity);

    /// <summary>Gets or sets who is told how long a record took from Kafka to state; set before the feed starts.</summary>
    public Action<FeedTopic, TimeSpan>? RecordTimed { get; set; }

    public LogLimiter SkipLimiter { get; } = new(time, options.SkipLogInterval)
    {
        Suppressed = (reason, count) => logger.LinesSuppressed(
            count, Enum.IsDefined((DecodeError)reason) ? ((DecodeError)reason).Reason() : "other faults"),
    };

    /// <summary>Gets a number that changes whenever the reachability of a partition did.</summary>
    public int ReachabilityVersion => Volatile.Read(ref _reachabilityVersion);

    public bool IsEmbedded => cluster.Embedded is not null;

    public string Servers => cluster.BootstrapServers;

    public void Dispose() => Readers.Dispose();

    public void AnnounceReachability() => Interlocked.Increment(ref _reachabilityVersion);

    public ConsumerConfig ConsumerConfig() =>
        KafkaClientProperties.Consumer(options, cluster.BootstrapServers, IsEmbedded);
}
