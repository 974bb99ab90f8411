using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace MarketGateway.Kafka;

/// <summary>
/// Asks the cluster about the log without reading it. Used by the feed's watch, one request at a time.
/// </summary>
internal interface ILogProbe : IDisposable
{
    /// <summary>Stands for an offset that the cluster did not tell.</summary>
    const long Unknown = long.MinValue;

    /// <summary>Describes the topics. Throws <see cref="KafkaException"/> when the cluster does not answer.</summary>
    Task<LogDescription> DescribeAsync(CancellationToken cancellation);

    /// <summary>
    /// Asks for one offset of each partition. The answer is in the same order: the offset, -1 where there is no record
    /// as late as asked for, or <see cref="Unknown"/> where the partition's leader did not answer. Does not throw then.
    /// </summary>
    Task<long[]> ListOffsetsAsync(
        IReadOnlyList<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation);

    /// <summary>
    /// Asks for the high watermark of each partition: its end with records of transactions that are still open, which
    /// nobody may read yet under <c>isolation.level</c> <c>read_committed</c>. Answers as the other question does.
    /// </summary>
    Task<long[]> ListHighWatermarksAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);
}
