using Confluent.Kafka;

namespace MarketGateway.Demo;

/// <summary>Where to publish: a cluster, its topics, and whatever else librdkafka has to be told.</summary>
/// <param name="BootstrapServers">host:port, several separated by commas.</param>
/// <param name="Topics">The names of the topics.</param>
/// <param name="Properties">librdkafka properties by name (security.protocol, ...); they win over ours.</param>
public sealed record FeedCluster(
    string BootstrapServers,
    MarketTopics Topics,
    IReadOnlyDictionary<string, string>? Properties = null)
{
    /// <summary>Makes the settings of a producer that loses nothing, repeats nothing and waits little.</summary>
    internal ProducerConfig ProducerConfig() => new(Merge(new Dictionary<string, string>
    {
        ["bootstrap.servers"] = BootstrapServers,
        ["acks"] = "all",
        ["enable.idempotence"] = "true",
        ["linger.ms"] = "5",

        // A record is never given up: when the cluster is away, the queue fills, and publishing waits.
        ["message.timeout.ms"] = "0",
        ["queue.buffering.max.messages"] = "200000",

        // As Kafka's own producers place keys; librdkafka's default is CRC-32.
        ["partitioner"] = "murmur2_random",

        // Reports are counted only; nothing of the record has to come back.
        ["dotnet.producer.delivery.report.fields"] = "none",
    }));

    internal AdminClientConfig AdminConfig() =>
        new(Merge(new Dictionary<string, string> { ["bootstrap.servers"] = BootstrapServers }));

    private Dictionary<string, string> Merge(Dictionary<string, string> settings)
    {
        foreach (var (name, value) in Properties ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        return settings;
    }
}
