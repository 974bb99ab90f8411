using System.Buffers;
using Confluent.Kafka;
using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>
/// Publishes records to Kafka: MessagePack values, keyed by symbol. Published to by one thread; the counts may be read
/// by any.
/// </summary>
/// <remarks>
/// No content-type header: the first byte says that it is MessagePack, and a header would cost every record 40 bytes
/// and an allocation on both ends.
/// </remarks>
public sealed class FeedProducer : IFeedOutput, IDisposable
{
    /// <summary>
    /// Records up to this long reuse their array; longer ones (snapshots) are rare enough to allocate.
    /// </summary>
    private const int ReusedBytesMax = 512;

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly MarketTopics _topics;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Message<byte[], byte[]> _message = new();
    private readonly byte[]?[] _valuesByLength = new byte[]?[ReusedBytesMax + 1];
    private readonly Action<DeliveryReport<byte[], byte[]>> _onDelivered;
    private long _deliveredCount;
    private long _failedCount;
    private string? _lastError;

    /// <exception cref="InvalidOperationException">A property that librdkafka does not know or accept.</exception>
    public FeedProducer(FeedCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        _topics = cluster.Topics;
        _onDelivered = OnDelivered;
        _producer = new ProducerBuilder<byte[], byte[]>(cluster.ProducerConfig())
            .SetErrorHandler((_, error) => Volatile.Write(ref _lastError, error.Reason))
            .SetLogHandler(static (_, _) => { })
            .Build();
    }

    /// <summary>Gets how many records the cluster has acknowledged.</summary>
    public long DeliveredCount => Volatile.Read(ref _deliveredCount);

    /// <summary>Gets how many records the cluster has refused for good.</summary>
    public long FailedCount => Volatile.Read(ref _failedCount);

    /// <summary>Gets what the client library last complained about, or null.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    /// <exception cref="KafkaException">The record cannot be published, now or later.</exception>
    public bool TryPublish(FeedTopic topic, byte[] key, FeedUpdate update)
    {
        _buffer.ResetWrittenCount();
        FeedEncoder.Write(update, _buffer);
        _message.Key = key;
        _message.Value = CopyOf(_buffer.WrittenSpan);
        try
        {
            _producer.Produce(_topics.Name(topic), _message, _onDelivered);
            return true;
        }
        catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    /// <summary>Waits until all is acknowledged, or the time is up; returns how many records are not.</summary>
    public int Flush(TimeSpan timeout) => _producer.Flush(timeout);

    public void Dispose() => _producer.Dispose();

    /// <summary>
    /// The library copies the value before Produce returns, so one array of each length serves all records.
    /// </summary>
    private byte[] CopyOf(ReadOnlySpan<byte> value)
    {
        if (value.Length > ReusedBytesMax)
        {
            return value.ToArray();
        }

        var copy = _valuesByLength[value.Length] ??= new byte[value.Length];
        value.CopyTo(copy);
        return copy;
    }

    private void OnDelivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
        {
            Volatile.Write(ref _lastError, report.Error.Reason);
            Interlocked.Increment(ref _failedCount);
            return;
        }

        Interlocked.Increment(ref _deliveredCount);
    }
}
