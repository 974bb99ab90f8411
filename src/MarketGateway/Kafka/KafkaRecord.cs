using System.Runtime.InteropServices;
using Confluent.Kafka;
using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// A record, or an event of a partition, where librdkafka holds it (<c>rd_kafka_message_t</c>). Valid, with every span
/// that it gives, until its <see cref="RecordBatch"/> is released.
/// </summary>
internal readonly unsafe struct KafkaRecord(nint message)
{
    private readonly Message* _message = (Message*)message;

    /// <summary>Gets what the event is; <see cref="ErrorCode.NoError"/> for a record.</summary>
    public ErrorCode Error => _message->Error;

    /// <summary>Gets what librdkafka says of an error.</summary>
    public string Reason => Marshal.PtrToStringUTF8((nint)_message->Value, (int)_message->ValueLength) ?? "";

    /// <summary>Gets what is the same for all records of one topic, and for those alone, while a batch is held.</summary>
    public nint TopicHandle => _message->Topic;

    /// <summary>Gets the name of the topic in UTF-8; empty for an event that is of none.</summary>
    public ReadOnlySpan<byte> Topic => _message->Topic == 0
        ? [] : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(Librdkafka.rd_kafka_topic_name(_message->Topic));

    /// <summary>Gets librdkafka's own handle of the record.</summary>
    public nint Handle => (nint)_message;

    public int Partition => _message->Partition;

    public long Offset => _message->Offset;

    public bool HasKey => _message->Key is not null;

    public ReadOnlySpan<byte> Key => new(_message->Key, (int)_message->KeyLength);

    /// <summary>Gets whether there is a value: a record without one is a tombstone.</summary>
    public bool HasValue => _message->Value is not null;

    /// <summary>Gets how long the value is; 0 for an event that is no record.</summary>
    public long ValueLength => _message->Error == ErrorCode.NoError ? (long)_message->ValueLength : 0;

    public ReadOnlySpan<byte> Value => new(_message->Value, (int)_message->ValueLength);

    /// <summary>
    /// Gets when Kafka says that the record was appended, in milliseconds since 1970;
    /// <see cref="FeedPartition.Unknown"/> when it carries no time. Any number may stand there, whatever its producer
    /// wrote: <see cref="RecordTime"/> tells what is a time.
    /// </summary>
    public long AppendedAt
    {
        get
        {
            long milliseconds = Librdkafka.rd_kafka_message_timestamp((nint)_message, out TimestampType type);
            return type == TimestampType.NotAvailable ? FeedPartition.Unknown : milliseconds;
        }
    }

    /// <summary>Gets under which leader of the partition the record was written; -1 when the broker does not tell.</summary>
    public int LeaderEpoch => Librdkafka.rd_kafka_message_leader_epoch((nint)_message);

    /// <summary>
    /// Gets what the header <c>content-type</c> says, in whatever case its name is; the last, if there are several.
    /// </summary>
    public FeedContentType ContentType
    {
        get
        {
            if (Librdkafka.rd_kafka_message_headers((nint)_message, out nint headers) != Librdkafka.Success)
            {
                return FeedContentType.Detect;
            }

            for (nuint i = Librdkafka.rd_kafka_header_cnt(headers); i > 0; i--)
            {
                if (Librdkafka.rd_kafka_header_get_all(headers, i - 1, out byte* name, out byte* value, out nuint length)
                    == Librdkafka.Success
                    && FeedContentTypes.IsHeader(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)))
                {
                    return FeedContentTypes.Parse(new ReadOnlySpan<byte>(value, (int)length));
                }
            }

            return FeedContentType.Detect;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Message
    {
        public readonly ErrorCode Error;
        public readonly nint Topic;
        public readonly int Partition;
        public readonly byte* Value;
        public readonly nuint ValueLength;
        public readonly byte* Key;
        public readonly nuint KeyLength;
        public readonly long Offset;
    }
}
