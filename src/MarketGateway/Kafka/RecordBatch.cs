using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace MarketGateway.Kafka;

/// <summary>
/// What a consumer has ready, taken from librdkafka many records at a time and read where they lie. Owned by one poll
/// thread, which releases a batch before it takes the next.
/// </summary>
/// <remarks>
/// Confluent.Kafka's <c>Consume</c> takes one record at a time and makes five objects of it: a fifth of the CPU time of a
/// record, by the benchmark's scenario <c>ingest</c>. Its consumer stays: it is configured and assigned through it, and
/// the callbacks that it registered are served by taking a batch as they are by its <c>Consume</c>.
/// </remarks>
internal sealed class RecordBatch : IDisposable
{
    /// <summary>So many that the calls do not count, and so few that what they hold stays in the cache.</summary>
    private const int Capacity = 128;

    private readonly nint[] _records = new nint[Capacity];
    private readonly nint _queue;

    public RecordBatch(IClient consumer)
    {
        // The consumer outlives this, and with it the handle.
        var client = (SafeHandle)LibrdkafkaHandle(consumer.Handle);
        _queue = Librdkafka.rd_kafka_queue_get_consumer(client.DangerousGetHandle());
    }

    public int Count { get; private set; }

    /// <summary>Gets a value indicating whether it took as many as it can: more are waiting, probably.</summary>
    public bool IsFull => Count == Capacity;

    public KafkaRecord this[int index] => new(_records.AsSpan(0, Count)[index]);

    /// <summary>Waits for a first record, and takes those that stand behind it without waiting.</summary>
    public void Receive(TimeSpan timeout)
    {
        Count = ReadInto(_records.AsSpan(0, 1), timeout);
        if (Count > 0)
        {
            Count += ReadInto(_records.AsSpan(Count), TimeSpan.Zero);
        }
    }

    /// <summary>Gives the records back to librdkafka.</summary>
    public void Release()
    {
        foreach (nint record in _records.AsSpan(0, Count))
        {
            Librdkafka.rd_kafka_message_destroy(record);
        }

        Count = 0;
    }

    /// <summary>To be called before the consumer is closed.</summary>
    public void Dispose() => Librdkafka.rd_kafka_queue_destroy(_queue);

    private int ReadInto(Span<nint> records, TimeSpan timeout)
    {
        // -1 says that the queue cannot be read, which is never so of a consumer's.
        nint count = Librdkafka.rd_kafka_consume_batch_queue(
            _queue, (int)timeout.TotalMilliseconds, ref MemoryMarshal.GetReference(records), (nuint)records.Length);
        return Math.Max(0, (int)count);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_LibrdkafkaHandle")]
    [return: UnsafeAccessorType("Confluent.Kafka.Impl.SafeKafkaHandle, Confluent.Kafka")]
    private static extern object LibrdkafkaHandle(Handle handle);
}
