using System.Buffers;
using System.Text;
using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>The path of a record from librdkafka's memory to the sink.</summary>
public sealed class RecordBatchTests(KafkaFixture kafka)
{
    private const int RecordCount = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static TheoryData<string, bool> Kinds => new()
    {
        { nameof(FeedUpdates.Snapshot), false },
        { nameof(FeedUpdates.Delta), false },
        { nameof(FeedUpdates.Quote), false },
        { nameof(FeedUpdates.Trade), false },
        { nameof(FeedUpdates.Snapshot), true },
        { nameof(FeedUpdates.Trade), true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reading_a_record_and_handing_it_over_allocates_nothing(string kind, bool asJson)
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        (FeedTopic topic, FeedUpdate update) = Make(kind);
        await PublishAsync(topics[topic], update, asJson);
        var sink = new OneSymbolSink();
        var log = new RecordedLog();
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics);
        using var cluster = KafkaCluster.Open(options);
        var context = new FeedReadingContext(
            options, cluster, sink, log, new LibrdkafkaLog(log, TimeProvider.System), TimeProvider.System);
        var applier = new RecordApplier(context);
        using IConsumer<Ignore, Ignore> consumer = Consumer(topics[topic]);
        using var batch = new RecordBatch(consumer);
        var partition = new FeedPartition(topic, new TopicPartition(topics[topic], 0), 0, 0);

        Assert.Equal(RecordCount, Read(batch, applier, partition, RecordCount, out _));
        consumer.Assign(new TopicPartitionOffset(topics[topic], 0, 0));
        Assert.Equal(RecordCount, Read(batch, applier, partition, RecordCount, out long allocated));

        Assert.Equal(0, allocated);
        Assert.Equal((2 * RecordCount, 2 * RecordCount), (sink.Applied, partition.Decoded));
    }

    [Fact]
    public async Task A_record_is_read_as_it_was_written()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await kafka.Publisher.PublishBytesAsync(topics.Ticks, "ES"u8.ToArray(), "{}"u8.ToArray(), "application/json");
        await kafka.Publisher.PublishBytesAsync(topics.Ticks, null, null, partition: 0);
        using IConsumer<Ignore, Ignore> consumer = Consumer(topics.Ticks);
        using var batch = new RecordBatch(consumer);
        var read = new List<string>();
        while (read.Count < 3)
        {
            batch.Receive(Patience);
            Assert.NotEqual(0, batch.Count);
            for (int i = 0; i < batch.Count; i++)
            {
                KafkaRecord record = batch[i];
                Assert.Equal((topics.Ticks, 0), (Encoding.UTF8.GetString(record.Topic), record.Partition));
                if (record.Error == ErrorCode.NoError)
                {
                    long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                    Assert.InRange(now - record.AppendedAt, -1000, 60_000);
                }

                read.Add(record.Error == ErrorCode.NoError
                    ? $"{record.Offset}: {(record.HasKey ? Encoding.UTF8.GetString(record.Key) : "no key")} "
                        + $"{(record.HasValue ? Encoding.UTF8.GetString(record.Value) : "no value")} {record.ContentType}"
                    : $"{record.Offset}: {record.Error}");
            }

            batch.Release();
        }

        Assert.Equal(["0: ES {} Json", "1: no key no value Detect", "2: Local_PartitionEOF"], read);
    }

    [Fact]
    public async Task A_queue_without_records_is_waited_for_as_long_as_it_was_said()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        using IConsumer<Ignore, Ignore> consumer = Consumer(topics.Ticks);
        using var batch = new RecordBatch(consumer);
        batch.Receive(Patience);
        Assert.Equal(ErrorCode.Local_PartitionEOF, batch[0].Error);
        batch.Release();
        long began = TimeProvider.System.GetTimestamp();
        batch.Receive(TimeSpan.FromMilliseconds(200));
        Assert.Equal(0, batch.Count);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(190));
        Assert.Throws<IndexOutOfRangeException>(() => batch[0]);
    }

    private async Task PublishAsync(string topic, FeedUpdate update, bool asJson)
    {
        var buffer = new ArrayBufferWriter<byte>();
        if (asJson)
        {
            FeedEncoder.WriteJson(update, buffer);
        }
        else
        {
            FeedEncoder.Write(update, buffer);
        }

        byte[] value = buffer.WrittenSpan.ToArray();
        string contentType = asJson ? "application/json" : "application/msgpack";
        await Task.WhenAll(Enumerable.Range(0, RecordCount).Select(
            _ => kafka.Publisher.PublishBytesAsync(topic, "ES"u8.ToArray(), value, contentType)));
    }

    private IConsumer<Ignore, Ignore> Consumer(string topic)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            GroupId = "test",
            EnablePartitionEof = true,
        };
        IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        return consumer;
    }

    /// <summary>Reads a number of records as the poll thread does, and says what this thread allocated for it.</summary>
    private static int Read(
        RecordBatch batch, RecordApplier applier, FeedPartition partition, int count, out long allocated)
    {
        int read = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (read < count)
        {
            batch.Receive(Patience);
            if (batch.Count == 0)
            {
                break;
            }

            for (int i = 0; i < batch.Count; i++)
            {
                KafkaRecord record = batch[i];
                if (record.Error == ErrorCode.NoError)
                {
                    applier.Consume(partition, record);
                    partition.MoveTo(record.Offset + 1);
                    read++;
                }
            }

            batch.Release();
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return read;
    }

    private static (FeedTopic Topic, FeedUpdate Update) Make(string kind) => kind switch
    {
        nameof(FeedUpdates.Snapshot) => (FeedTopic.Books, FeedUpdates.Snapshot(1, 100)),
        nameof(FeedUpdates.Delta) => (FeedTopic.Books, FeedUpdates.Delta(2, 5)),
        nameof(FeedUpdates.Quote) => (FeedTopic.Ticks, FeedUpdates.Quote(3)),
        _ => (FeedTopic.Ticks, FeedUpdates.Trade(4)),
    };

    private sealed class OneSymbolSink : IFeedSink
    {
        private readonly FeedSymbol _symbol = new OnlySymbol("ES");

        public int Applied { get; private set; }

        public FeedSymbol? Resolve(ReadOnlySpan<byte> key) => _symbol;

        public DecodeError Apply(FeedTopic topic, int partition, long offset, FeedSymbol symbol, FeedUpdate update)
        {
            Applied++;
            return DecodeError.None;
        }

        public DecodeError SetAlias(ReadOnlySpan<byte> key, string symbol) => DecodeError.None;

        public bool WithdrawAlias(ReadOnlySpan<byte> key) => false;

        public void Withdraw(FeedSymbol symbol)
        {
        }

        public void Skipped(FeedTopic topic, FeedSymbol symbol, DecodeError reason)
        {
        }

        public void RecordsLost(FeedTopic topic, int partition, long lostFrom, long readFrom)
        {
        }

        public void SetReachable(FeedTopic topic, int partition, bool isReachable)
        {
        }

        public void BeginEpoch(string epoch)
        {
        }
    }

    private sealed class OnlySymbol(string symbol) : FeedSymbol(symbol);
}
