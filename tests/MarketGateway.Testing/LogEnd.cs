using Confluent.Kafka;

namespace MarketGateway.Testing;

/// <summary>Asks a cluster where a partition ends: independent of everything that the gateway says about itself.</summary>
public sealed class LogEnd : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly IConsumer<Ignore, Ignore> _consumer;

    public LogEnd(string bootstrapServers) => _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
    {
        BootstrapServers = bootstrapServers,
        GroupId = "log-end",
    }).Build();

    /// <summary>Gets the offset of the last record; -1 when there is none.</summary>
    public long LastOffset(string topic, int partition = 0) =>
        _consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), AnswerTimeout).High.Value - 1;

    public void Dispose() => _consumer.Dispose();
}
