using System.Text;
using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Demo;

namespace MarketGateway.Tools.Replay;

/// <summary>Which definitions a cluster has already: a replay goes on in their scales.</summary>
internal static class KnownDefinitions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads the topic of instruments up to its end; the last definition of each symbol counts.</summary>
    public static Dictionary<string, InstrumentDefinition> Read(FeedCluster cluster)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(Config(cluster))
            .SetLogHandler(static (_, _) => { }).Build();
        var topic = cluster.Topics.Name(FeedTopic.Instruments);
        var partitions = Partitions(cluster, topic);
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var known = new Dictionary<string, InstrumentDefinition>(StringComparer.Ordinal);
        var decoder = new FeedDecoder();
        var update = new FeedUpdate();
        for (var atEnd = 0; atEnd < partitions.Length;)
        {
            var record = consumer.Consume(Patience)
                ?? throw new CommandException($"{topic} could not be read to its end within {Patience.TotalSeconds} s.");
            if (record.IsPartitionEOF)
            {
                atEnd++;
            }
            else if (record.Message.Key is { } key)
            {
                Take(known, Encoding.UTF8.GetString(key), record.Message.Value);
            }
        }

        return known;

        void Take(Dictionary<string, InstrumentDefinition> into, string symbol, byte[]? value)
        {
            if (value is null || value.Length == 0)
            {
                // Withdrawn.
                into.Remove(symbol);
            }
            else if (decoder.Decode(FeedTopic.Instruments, FeedContentType.Detect, value, update) == DecodeError.None
                && update.Definition is { } definition)
            {
                into[symbol] = definition;
            }
        }
    }

    private static int[] Partitions(FeedCluster cluster, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig(Settings(cluster)))
            .SetLogHandler(static (_, _) => { }).Build();
        var partitions = admin.GetMetadata(topic, Patience).Topics.Single().Partitions;
        return [.. partitions.Select(static each => each.PartitionId)];
    }

    private static ConsumerConfig Config(FeedCluster cluster) => new(Settings(cluster))
    {
        // assign() needs a name all the same; nothing is committed under it.
        GroupId = "mgw",
        EnableAutoCommit = false,
        EnablePartitionEof = true,
    };

    private static Dictionary<string, string> Settings(FeedCluster cluster)
    {
        var settings = new Dictionary<string, string> { ["bootstrap.servers"] = cluster.BootstrapServers };
        foreach (var (name, value) in cluster.Properties ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        return settings;
    }
}
