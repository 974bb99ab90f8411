using System.Runtime.InteropServices;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Kafka;

/// <summary>The headers of the record that a poll thread reads at present. Owned by that thread.</summary>
internal sealed unsafe class KafkaHeaders : RecordHeaders
{
    /// <summary>Gets or sets the record.</summary>
    public KafkaRecord Record { get; set; }

    public override bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Librdkafka.rd_kafka_message_headers(Record.Handle, out nint headers) != Librdkafka.Success)
        {
            return false;
        }

        for (nuint i = Librdkafka.rd_kafka_header_cnt(headers); i > 0; i--)
        {
            if (Librdkafka.rd_kafka_header_get_all(headers, i - 1, out byte* found, out byte* text, out nuint length)
                == Librdkafka.Success
                && MemoryMarshal.CreateReadOnlySpanFromNullTerminated(found).SequenceEqual(name))
            {
                value = new ReadOnlySpan<byte>(text, (int)length);
                return true;
            }
        }

        return false;
    }
}
