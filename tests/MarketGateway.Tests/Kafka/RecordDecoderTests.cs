using System.Buffers;
using System.Runtime.CompilerServices;
using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>The path of a record from librdkafka's memory to the sink.</summary>
public sealed class RecordDecoderTests
{
    private static readonly KafkaTopicNames Topics = new();

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
    public void Decoding_a_record_and_handing_it_over_allocates_nothing(string kind, bool asJson)
    {
        FeedUpdate update = Make(kind);
        var buffer = new ArrayBufferWriter<byte>();
        if (asJson)
        {
            FeedEncoder.WriteJson(update, buffer);
        }
        else
        {
            FeedEncoder.Write(update, buffer);
        }

        var sink = new OneSymbolSink();
        var decoder = new RecordDecoder(sink, Topics, new FeedDecoder());
        string topic = update.Kind is FeedUpdateKind.BookSnapshot or FeedUpdateKind.BookDelta
            ? Topics.Books : Topics.Ticks;
        byte[] contentType = asJson ? "application/json"u8.ToArray() : "application/msgpack"u8.ToArray();
        Headers headers = new() { { "content-type", contentType } };
        var partition = new FeedPartition(FeedTopic.Books, new TopicPartition(topic, 0), 0, 0);
        Decode(decoder, sink, partition, topic, headers, buffer.WrittenSpan, 20_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Decode(decoder, sink, partition, topic, headers, buffer.WrittenSpan, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((21_000, 21_000), (sink.Applied, partition.Decoded));
    }

    [Fact]
    public void A_topic_is_known_by_its_configured_name()
    {
        var names = new KafkaTopicNames { Instruments = "i", Books = "b", Ticks = "t" };
        var decoder = new RecordDecoder(new OneSymbolSink(), names, new FeedDecoder());
        Assert.All(Enum.GetValues<FeedTopic>(), topic => Assert.Equal(topic, decoder.TopicOf(names[topic])));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Decode(
        RecordDecoder decoder, OneSymbolSink sink, FeedPartition partition, string topic, Headers headers,
        ReadOnlySpan<byte> value, int times)
    {
        var keyDeserializer = (IDeserializer<FeedSymbol?>)decoder;
        var valueDeserializer = (IDeserializer<DecodeError>)decoder;
        for (int i = 0; i < times; i++)
        {
            FeedSymbol? symbol = keyDeserializer.Deserialize(
                "ES"u8, false, new SerializationContext(MessageComponentType.Key, topic, headers));
            DecodeError error = valueDeserializer.Deserialize(
                value, false, new SerializationContext(MessageComponentType.Value, topic, headers));
            if (error == DecodeError.None)
            {
                sink.Apply(partition.Topic, 0, i, symbol!, decoder.Update);
                partition.CountDecoded(decoder.Update.OccurredAt);
                partition.MoveTo(i + 1);
            }
        }
    }

    private static FeedUpdate Make(string kind) => kind switch
    {
        nameof(FeedUpdates.Snapshot) => FeedUpdates.Snapshot(1, 100),
        nameof(FeedUpdates.Delta) => FeedUpdates.Delta(2, 5),
        nameof(FeedUpdates.Quote) => FeedUpdates.Quote(3),
        _ => FeedUpdates.Trade(4),
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

        public void Withdraw(FeedSymbol symbol)
        {
        }

        public void Skipped(FeedTopic topic, FeedSymbol symbol, DecodeError reason)
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
