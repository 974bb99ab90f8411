using System.Buffers;
using System.Text;
using Confluent.Kafka;
using MarketGateway.Core.Feed;

namespace MarketGateway.Testing;

/// <summary>
/// Publishes records of the feed as a producer would, good ones and bad ones. Safe for use by several threads.
/// </summary>
public sealed class FeedPublisher : IDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(30);

    private readonly IProducer<byte[]?, byte[]?> _producer;

    public FeedPublisher(string bootstrapServers)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 0,
            ReconnectBackoffMaxMs = 500,
            Partitioner = Partitioner.Murmur2Random,
        };

        // A byte[] that may be null: Confluent's own serializer takes it, its signature does not say so.
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Publishes an update as MessagePack without a header; ends when the broker has it.</summary>
    public Task<TopicPartitionOffset> PublishAsync(
        string topic, string symbol, FeedUpdate update, int? partition = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FeedEncoder.Write(update, buffer);
        return PublishBytesAsync(
            topic, Encoding.UTF8.GetBytes(symbol), buffer.WrittenSpan.ToArray(), partition: partition);
    }

    /// <summary>Publishes an update as JSON without a header.</summary>
    public Task<TopicPartitionOffset> PublishJsonAsync(string topic, string symbol, FeedUpdate update)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FeedEncoder.WriteJson(update, buffer);
        return PublishBytesAsync(topic, Encoding.UTF8.GetBytes(symbol), buffer.WrittenSpan.ToArray());
    }

    /// <summary>Publishes the withdrawal of a definition.</summary>
    public Task<TopicPartitionOffset> WithdrawAsync(string topic, string symbol) =>
        PublishBytesAsync(topic, Encoding.UTF8.GetBytes(symbol), null);

    /// <summary>Publishes an update with a Kafka time stamp, which may be any number.</summary>
    public Task<TopicPartitionOffset> PublishStampedAsync(
        string topic, string symbol, FeedUpdate update, long milliseconds)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FeedEncoder.Write(update, buffer);
        return PublishBytesAsync(
            topic, Encoding.UTF8.GetBytes(symbol), buffer.WrittenSpan.ToArray(), milliseconds: milliseconds);
    }

    /// <summary>Publishes any bytes, to the key's partition or a given one.</summary>
    public async Task<TopicPartitionOffset> PublishBytesAsync(
        string topic, byte[]? key, byte[]? value, string? contentType = null, int? partition = null,
        long? milliseconds = null)
    {
        var message = new Message<byte[]?, byte[]?> { Key = key, Value = value };
        if (milliseconds is long stamp)
        {
            message.Timestamp = new Timestamp(stamp, TimestampType.CreateTime);
        }

        if (contentType is not null)
        {
            message.Headers = new Headers { { "content-type", Encoding.ASCII.GetBytes(contentType) } };
        }

        var target = new TopicPartition(topic, partition ?? Partition.Any);
        return (await _producer.ProduceAsync(target, message)).TopicPartitionOffset;
    }

    public void Dispose()
    {
        _producer.Flush(FlushTimeout);
        _producer.Dispose();
    }
}
