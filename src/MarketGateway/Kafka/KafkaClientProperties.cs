using System.Collections.Frozen;
using System.Globalization;
using Confluent.Kafka;

namespace MarketGateway.Kafka;

/// <summary>Makes the configurations of the feed's Kafka clients out of <see cref="KafkaOptions"/>.</summary>
internal static class KafkaClientProperties
{
    /// <summary>
    /// The isolation that decides where a partition ends for us; librdkafka's default is the careful one.
    /// </summary>
    public const string IsolationLevel = "isolation.level";

    private const string ClientId = "market-gateway";

    /// <summary>More than comes in a linger: it is the time that ends it.</summary>
    private const int LingerBytes = 1 << 20;

    private static readonly TimeSpan EmbeddedFetchWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan DefaultFetchWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the properties that cannot be set, with what to do instead: the reading would be wrong.</summary>
    public static FrozenDictionary<string, string> Reserved { get; } = new Dictionary<string, string>
    {
        ["bootstrap.servers"] = "set Kafka:BootstrapServers instead.",
        ["metadata.broker.list"] = "set Kafka:BootstrapServers instead.",
        ["enable.auto.commit"] = "the gateway commits nothing; leave it out.",
        ["enable.auto.offset.store"] = "the gateway commits nothing; leave it out.",
        ["enable.partition.eof"] = "the start-up gate needs it on; leave it out.",
        ["auto.offset.reset"] = "an offset out of range is an event of its own; leave it out.",
        ["dotnet.consumer.consume.result.fields"] = "set Kafka:ReadContentType instead.",
        ["test.mock.num.brokers"] = "leave Kafka:BootstrapServers empty instead.",
    }.ToFrozenDictionary();

    /// <summary>
    /// Makes a consumer's configuration: reads what it is told to, commits nothing, belongs to no group.
    /// </summary>
    public static ConsumerConfig Consumer(KafkaOptions options, string servers, bool isEmbedded)
    {
        TimeSpan fetchWait = options.FetchWait ?? (isEmbedded ? EmbeddedFetchWait : DefaultFetchWait);
        var config = new ConsumerConfig
        {
            // librdkafka wants a group's name even of a consumer that never joins one, and looks up its coordinator: a
            // cluster whose ACLs do not allow that says so in our log.
            GroupId = ClientId,
            FetchWaitMaxMs = Milliseconds(fetchWait),
            FetchQueueBackoffMs = Milliseconds(options.FetchQueueBackoff),
            TopicMetadataRefreshIntervalMs = Milliseconds(options.MetadataRefreshInterval),
        };
        if (options.FetchLinger > TimeSpan.Zero)
        {
            config.FetchMinBytes = LingerBytes;
            config.FetchWaitMaxMs = Milliseconds(options.FetchLinger);
        }

        Complete(config, options, servers);
        config.AllowAutoCreateTopics = false;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.EnablePartitionEof = true;
        config.AutoOffsetReset = AutoOffsetReset.Error;
        return config;
    }

    public static AdminClientConfig Admin(KafkaOptions options, string servers)
    {
        var config = new AdminClientConfig();
        Complete(config, options, servers);
        return config;
    }

    private static void Complete(ClientConfig config, KafkaOptions options, string servers)
    {
        config.ClientId = ClientId;
        config.SocketKeepaliveEnable = true;
        config.ReconnectBackoffMs = Math.Min(100, Milliseconds(options.ReconnectBackoffMax));
        config.ReconnectBackoffMaxMs = Milliseconds(options.ReconnectBackoffMax);
        foreach ((string property, string value) in options.Properties)
        {
            config.Set(property, value);
        }

        config.BootstrapServers = servers;
    }

    private static int Milliseconds(TimeSpan time) =>
        Convert.ToInt32(time.TotalMilliseconds, CultureInfo.InvariantCulture);
}
