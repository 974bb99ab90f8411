namespace MarketGateway.Kafka;

/// <summary>
/// The cluster that the feed is read from: the configured one, or an embedded broker with the topics that are read when none is
/// configured. Made once per process and disposed last, after every client of it.
/// </summary>
public sealed class KafkaCluster : IDisposable
{
    private KafkaCluster(string bootstrapServers, EmbeddedBroker? embedded)
    {
        BootstrapServers = bootstrapServers;
        Embedded = embedded;
    }

    /// <summary>Gets the brokers to begin with.</summary>
    public string BootstrapServers { get; }

    /// <summary>Gets the embedded broker, or null when a cluster is configured.</summary>
    public EmbeddedBroker? Embedded { get; }

    public static KafkaCluster Open(KafkaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!string.IsNullOrEmpty(options.BootstrapServers))
        {
            return new KafkaCluster(options.BootstrapServers, null);
        }

        EmbeddedBroker embedded = EmbeddedBroker.Start();
        embedded.SetRoundTripTime(brokerId: 1, options.FetchLinger);
        foreach (SourceTopic topic in SourceTopic.Of(options))
        {
            embedded.CreateTopic(topic.Name, options.EmbeddedPartitions);
        }

        return new KafkaCluster(embedded.BootstrapServers, embedded);
    }

    public void Dispose() => Embedded?.Dispose();
}
