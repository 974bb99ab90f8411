using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// How the feed is read from Kafka: the section <c>Kafka</c> of the configuration. Immutable, checked by
/// <see cref="KafkaOptionsValidator"/> before anything connects.
/// </summary>
public sealed record KafkaOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Kafka";

    /// <summary>Gets the brokers to begin with, <c>host:port,host:port</c>. Defaults to none.</summary>
    /// <remarks>Without any, an embedded broker is started, which is for trying out and forgets everything.</remarks>
    public string? BootstrapServers { get; init; }

    /// <summary>Gets what the topics are called.</summary>
    public KafkaTopicNames Topics { get; init; } = new();

    /// <summary>
    /// Gets the sources of records, by name. Defaults to none: then the three topics above are read, and nothing else.
    /// </summary>
    /// <remarks>
    /// Where there are any, the three topics are read if one of them has the format <c>MarketGateway</c>. A symbol's book
    /// comes from one source, and so do its quotes and trades; records of another one are skipped as
    /// <c>source_conflict</c>.
    /// </remarks>
    public IReadOnlyDictionary<string, KafkaSourceOptions> Sources { get; init; } = new Dictionary<string, KafkaSourceOptions>();

    /// <summary>Gets a file of definitions of instruments, in JSON or CSV. Defaults to none.</summary>
    /// <remarks>
    /// What it defines is defined by nothing else: records of topics about it are passed over. It is read again when it
    /// changes.
    /// </remarks>
    public string? InstrumentFile { get; init; }

    /// <summary>Gets a file of names that stand for symbols, in JSON or CSV. Defaults to none.</summary>
    /// <remarks>
    /// What it names stands for what it says: records of topics about it are passed over. It is read again when it changes.
    /// </remarks>
    public string? AliasFile { get; init; }

    /// <summary>Gets where the schemas of sources in Avro and Protobuf are asked for.</summary>
    public SchemaRegistryOptions SchemaRegistry { get; init; } = new();

    /// <summary>Gets whether the three topics are read.</summary>
    internal bool IsReadingOwnTopics =>
        Sources.Count == 0 || Sources.Values.Any(source => source.Format == KafkaSourceFormat.MarketGateway);

    /// <summary>Gets which partitions of books and ticks are read, <c>0-3</c> or <c>0,2,5</c>. Defaults to all.</summary>
    /// <remarks>
    /// For a market that one replica cannot read: see <c>Shards</c>, whose part this is where it is left out. Topics of
    /// <c>Kafka:Sources</c> are split by topic instead.
    /// </remarks>
    public string? Partitions { get; init; }

    /// <summary>Gets or sets what <see cref="Partitions"/> and <c>Shards</c> come to; null: all partitions are read.</summary>
    internal PartitionShare? Share { get; set; }

    /// <summary>Gets how many consumers read, each with one thread of its own. Defaults to 1.</summary>
    /// <remarks>
    /// One reads some hundred thousand records a second. Partitions are spread over the consumers, so more consumers
    /// than partitions are idle. Each has its own connections to the brokers.
    /// </remarks>
    public int Consumers { get; init; } = 1;

    /// <summary>Gets where reading of books and ticks begins. Defaults to the beginning of the log.</summary>
    /// <remarks>
    /// Versions are offsets, so every position gives the same versions. From the end, a book is unknown until its next
    /// snapshot in the feed.
    /// </remarks>
    public KafkaStartPosition StartPosition { get; init; } = KafkaStartPosition.Beginning;

    /// <summary>
    /// Gets how far back reading begins with <see cref="KafkaStartPosition.LookBack"/>. Defaults to 1 hour.
    /// </summary>
    /// <remarks>Should be longer than the interval at which producers repeat book snapshots.</remarks>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets how often new partitions and re-created topics are looked for. Defaults to 5 seconds.</summary>
    /// <remarks>One metadata request for three topics. What a new partition holds waits this long at most.</remarks>
    public TimeSpan MetadataRefreshInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how often the end offsets are asked for. Defaults to 1 second.</summary>
    /// <remarks>One request per broker. It tells the lag, and whether the leader of each partition answers.</remarks>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets how long a partition's leader may not answer before clients are told. Defaults to 3 seconds.
    /// </summary>
    /// <remarks>Shorter than an election of a new leader takes, every rolling restart of the brokers alarms.</remarks>
    public TimeSpan UnreachableAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Gets how long a request to the brokers may take, other than fetching. Defaults to 5 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets how long a broker may hold back a fetch that finds nothing (<c>fetch.wait.max.ms</c>). Defaults to 100 ms,
    /// or to 5 ms with the embedded broker.
    /// </summary>
    /// <remarks>
    /// A real broker answers as soon as there is a record, so this only bounds the idle requests: ten a second and
    /// broker. The embedded one sleeps for all of it (with 0 it burns a core).
    /// </remarks>
    public TimeSpan? FetchWait { get; init; }

    /// <summary>
    /// Gets how long a broker gathers records before it answers a fetch (<c>fetch.min.bytes</c> of 1 MiB and
    /// <c>fetch.wait.max.ms</c>). Defaults to 0: it answers as soon as there is one.
    /// </summary>
    /// <remarks>
    /// Measured at 20,000 records/s: 5 ms save a sixth of what reading costs, 10 ms a third, since fewer answers wake
    /// fewer threads. It is as much older what clients see, so the default is to wait for nothing. Takes the place of
    /// <see cref="FetchWait"/>. The embedded broker does not know the property: it takes so long for every answer
    /// instead.
    /// </remarks>
    public TimeSpan FetchLinger { get; init; }

    /// <summary>
    /// Gets how long fetching pauses when a consumer's queue is full (<c>fetch.queue.backoff.ms</c>). Defaults to 20
    /// ms.
    /// </summary>
    /// <remarks>librdkafka's own default of one second stalls the feed for that long in every burst.</remarks>
    public TimeSpan FetchQueueBackoff { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Gets how long reconnecting may back off (<c>reconnect.backoff.max.ms</c>). Defaults to 1 second.
    /// </summary>
    /// <remarks>
    /// This is how late the feed may notice that a broker is back. librdkafka's own default is 10 seconds.
    /// </remarks>
    public TimeSpan ReconnectBackoffMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets whether the <c>content-type</c> header of records is read. Defaults to true.</summary>
    /// <remarks>
    /// Measured: 0.2 us and 56 bytes more per record without headers, 150 bytes with one. When false the first byte of
    /// the value decides alone, which tells every good record right; a record in a third format then counts as
    /// <c>malformed</c> instead of <c>content_type</c>.
    /// </remarks>
    public bool ReadContentType { get; init; } = true;

    /// <summary>Gets what one record may cost.</summary>
    public FeedDecoderOptions Records { get; init; } = new();

    /// <summary>Gets how often skipped records of one reason are logged. Defaults to once a second.</summary>
    /// <remarks>The line says how many were not logged; the counters count them all. 0 logs every one.</remarks>
    public TimeSpan SkipLogInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how many partitions each topic of the embedded broker has. Defaults to 4.</summary>
    public int EmbeddedPartitions { get; init; } = 4;

    /// <summary>
    /// Gets any properties of librdkafka: SASL, TLS, <c>client.rack</c>, and so on. Defaults to none.
    /// </summary>
    /// <remarks>They win over what the gateway sets itself, except for those that it needs to be right.</remarks>
    public IDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
