using BenchmarkDotNet.Attributes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Bench.Micro;

/// <summary>
/// Record to update: the same delta of 10 levels in the gateway's own form, in Binance's, in Avro and in Protobuf. Target: JSON
/// at most 3 times the CPU of a whole MessagePack record (2.1 us with librdkafka), the others 4; nothing allocated.
/// </summary>
[MemoryDiagnoser]
public class ReadRecord
{
    private const int LevelsPerSide = 5;

    private readonly FeedDecoder _decoder = new();
    private readonly FeedUpdate _update = new();
    private readonly Target _target = new();
    private MappingDecoder _mapped = null!;
    private byte[] _own = [];
    private byte[] _json = [];
    private MappingDecoder _mappedOwn = null!;
    private SchemaReader _avroReader = null!;
    private SchemaReader _protobufReader = null!;
    private byte[] _avro = [];
    private byte[] _protobuf = [];

    [GlobalSetup]
    public void Setup()
    {
        var delta = new FeedUpdate();
        delta.Reset(FeedUpdateKind.BookDelta);
        (delta.Sequence, delta.OccurredAt, delta.PriceScale, delta.SizeScale) = (2, 1_700_000_000_100_000, 2, 8);
        for (var i = 0; i < LevelsPerSide; i++)
        {
            delta.AddBid(new PriceLevel(4_200_010 - i, 70_000_001 + i));
            delta.AddAsk(new PriceLevel(4_200_020 + i, 30_000_001 + i));
        }

        (_own, _json) = (DeltaForms.Own(delta), DeltaForms.Json(delta, "BTCUSDT"));
        (_avro, _protobuf) = (DeltaForms.Avro(delta, "BTCUSDT"), DeltaForms.Protobuf(delta, "BTCUSDT"));
        _mappedOwn = new MappingDecoder(FeedMapping.Parse(DeltaForms.Mapping), _target);
        _avroReader = new SchemaReader(RecordSchema.Parse(SchemaKind.Avro, DeltaForms.AvroSchema), 1 << 20, false);
        _protobufReader = new SchemaReader(RecordSchema.Parse(SchemaKind.Protobuf, DeltaForms.ProtobufSchema), 1 << 20, false);
        _mapped = new MappingDecoder(FeedMapping.Parse(ReadyMappings.Find("binance")!), _target);
    }

    [Benchmark(Baseline = true)]
    public DecodeError MessagePack() => _decoder.Decode(FeedTopic.Books, FeedContentType.Detect, _own, _update);

    [Benchmark]
    public int BinanceJson() => _mapped.Decode(new SourceRecord
    {
        Key = "BTCUSDT"u8,
        Value = _json,
        Topic = "raw"u8,
        AppendedAt = 1,
        Headers = RecordHeaders.None,
    });

    [Benchmark]
    public int Avro() => Read(_avroReader, _avro);

    [Benchmark]
    public int Protobuf() => Read(_protobufReader, _protobuf);

    [GlobalCleanup]
    public void Check()
    {
        MessagePack();
        BinanceJson();
        if (Avro() != 1 || Protobuf() != 1)
        {
            throw new InvalidOperationException("a form is not read");
        }

        if (!_update.Bids.SequenceEqual(_target.Bids) || !_update.Asks.SequenceEqual(_target.Asks) || _target.Bids.Length != LevelsPerSide)
        {
            throw new InvalidOperationException("the two forms do not say the same");
        }
    }

    private int Read(SchemaReader reader, byte[] value) => reader.Read(value, out var json) != DecodeError.None ? 0
        : _mappedOwn.Decode(new SourceRecord
        {
            Key = "BTCUSDT"u8,
            Value = json,
            Topic = "raw"u8,
            AppendedAt = 1,
            Headers = RecordHeaders.None,
        });

    private sealed class Target : IMappingTarget
    {
        private readonly Symbol _symbol = new();

        public PriceLevel[] Bids { get; private set; } = [];

        public PriceLevel[] Asks { get; private set; } = [];

        public FeedSymbol? Resolve(ReadOnlySpan<byte> symbol) => _symbol;

        public DecodeError Apply(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update)
        {
            if (Bids.Length == 0)
            {
                (Bids, Asks) = (update.Bids.ToArray(), update.Asks.ToArray());
            }

            return DecodeError.None;
        }

        public void Skip(FeedTopic topic, FeedSymbol? symbol, DecodeError reason, string? rule, string? path)
        {
        }

        private sealed class Symbol() : FeedSymbol("BTCUSDT");
    }
}
