using System.Buffers;
using System.Text;
using Confluent.Kafka;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>
/// Whole Kafka records of all kinds, good and bad in key, headers, time stamp and value together, from the broker into a
/// market. A seed gives the same records always.
/// </summary>
public sealed class WholeRecordFuzzTests(KafkaFixture kafka)
{
    /// <summary>Less than the embedded broker keeps.</summary>
    private const int RecordCount = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly long[] Stamps =
    [
        -1, -2, 1, long.MinValue, long.MaxValue, int.MinValue, 1_764_318_000, 1_764_318_000_250, 1_764_318_000_250_000,
        1_764_318_000_250_000_000, 253_402_300_799_999, 253_402_300_800_000, -62_135_596_800_000, -62_135_596_800_001,
    ];

    private static readonly byte[]?[] Keys =
    [
        null, [], "ES"u8.ToArray(), "NQ"u8.ToArray(), "BTC/USD"u8.ToArray(), "a b"u8.ToArray(), "*"u8.ToArray(), [0xff, 0xfe],
        [0], Encoding.UTF8.GetBytes(new string('x', 64)), Encoding.UTF8.GetBytes(new string('x', 65)), new byte[300],
        [0xed, 0xa0, 0x80], "\u9f99\u821f"u8.ToArray(),
    ];

    private static readonly string[] Names =
        ["content-type", "Content-Type", "CONTENT-TYPE", "contentType", "", "traceparent", "\u00e9", "content-type\0x"];

    private static readonly byte[]?[] Types =
    [
        null, [], "application/json"u8.ToArray(), "application/vnd.msgpack"u8.ToArray(), "APPLICATION/MSGPACK;x"u8.ToArray(),
        "application/avro"u8.ToArray(), ";"u8.ToArray(), [0xff, 0x00, 0x3b], new byte[300],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_record_is_applied_or_skipped_and_none_ends_the_reading(int seed)
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await PublishAsync(topics.Books, new Random(seed));
        var log = new RecordedLog();
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics);
        using var cluster = KafkaCluster.Open(options);
        var market = new Market(new MarketOptions(), TimeProvider.System);
        market.BeginEpoch("fuzz");
        var ages = new List<TimeSpan>();
        var context = new FeedReadingContext(
            options, cluster, market, log, new LibrdkafkaLog(log, TimeProvider.System), TimeProvider.System)
        {
            RecordTimed = (_, age) => ages.Add(age),
        };
        var partition = new FeedPartition(FeedTopic.Books, new TopicPartition(topics.Books, 0), 0, 0);

        Read(new RecordApplier(context), partition, context.Time);

        Assert.Equal(RecordCount, partition.Decoded + partition.Skipped);
        Assert.True(partition.Decoded > RecordCount / 20, $"{partition.Decoded} were good");
        Assert.True(partition.Skipped > RecordCount / 20, $"{partition.Skipped} were bad");
        Assert.NotEmpty(ages);
        Assert.All(ages, age => Assert.InRange(age, TimeSpan.Zero, TimeSpan.FromDays(36_500)));
        Assert.DoesNotContain(log.Lines, line => line.Contains("failed", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("is no time in milliseconds", StringComparison.Ordinal));
    }

    private void Read(RecordApplier applier, FeedPartition partition, TimeProvider time)
    {
        var config = new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "test" };
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        consumer.Assign(new TopicPartitionOffset(partition.Identity, 0));
        using var batch = new RecordBatch(consumer);
        for (int read = 0; read < RecordCount;)
        {
            batch.Receive(Patience);
            Assert.NotEqual(0, batch.Count);
            for (int i = 0; i < batch.Count; i++)
            {
                KafkaRecord record = batch[i];
                Assert.Equal(ErrorCode.NoError, record.Error);
                applier.Consume(partition, record);
                partition.MoveTo(record.Offset + 1);
                partition.SetEnd(record.Offset + 2, record.Offset + 2, time.GetTimestamp());
                PartitionLag.WaitingFor(partition, time);
                read++;
            }

            batch.Release();
        }
    }

    private async Task PublishAsync(string topic, Random random)
    {
        var config = new ProducerConfig { BootstrapServers = kafka.BootstrapServers };
        using IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(config).Build();
        var sent = new List<Task>(RecordCount);
        for (int i = 1; i <= RecordCount; i++)
        {
            var message = new Message<byte[]?, byte[]?>
            {
                Key = Keys[random.Next(Keys.Length)],
                Value = Value(i, random),
                Headers = [],
                Timestamp = new Timestamp(
                    random.Next(4) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : Stamps[random.Next(Stamps.Length)],
                    TimestampType.CreateTime),
            };
            for (int headers = random.Next(4); headers > 0; headers--)
            {
                message.Headers.Add(Names[random.Next(Names.Length)], Types[random.Next(Types.Length)]);
            }

            sent.Add(producer.ProduceAsync(new TopicPartition(topic, 0), message));
        }

        await Task.WhenAll(sent);
    }

    private static byte[]? Value(int sequence, Random random)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FeedUpdate update = random.Next(3) == 0 ? FeedUpdates.Snapshot(sequence, 5) : FeedUpdates.Delta(sequence, 2);
        if (random.Next(2) == 0)
        {
            FeedEncoder.WriteJson(update, buffer);
        }
        else
        {
            FeedEncoder.Write(update, buffer);
        }

        byte[] value = buffer.WrittenSpan.ToArray();
        switch (random.Next(6))
        {
            case 0:
                return random.Next(2) == 0 ? null : [];
            case 1:
                return value[..random.Next(value.Length)];
            case 2:
                value[random.Next(value.Length)] ^= (byte)(1 << random.Next(8));
                return value;
            default:
                return value;
        }
    }
}
