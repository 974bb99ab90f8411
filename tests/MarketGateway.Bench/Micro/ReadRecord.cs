using System.Buffers;
using System.Text;
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
        var (bids, asks) = (new List<string>(), new List<string>());
        for (var i = 0; i < LevelsPerSide; i++)
        {
            delta.AddBid(new PriceLevel(4_200_010 - i, 70_000_001 + i));
            delta.AddAsk(new PriceLevel(4_200_020 + i, 30_000_001 + i));
            bids.Add($"[\"42000.{10 - i:00}000000\",\"0.{70_000_001 + i}\"]");
            asks.Add($"[\"42000.{20 + i:00}000000\",\"0.{30_000_001 + i}\"]");
        }

        var output = new ArrayBufferWriter<byte>();
        FeedEncoder.Write(delta, output);
        _own = output.WrittenSpan.ToArray();
        _json = Encoding.UTF8.GetBytes(
            """{"e":"depthUpdate","E":1700000000100,"s":"BTCUSDT","U":1,"u":2,"b":["""
            + string.Join(',', bids) + "],\"a\":[" + string.Join(',', asks) + "]}");
        SetUpSchemas(delta);
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

    /// <summary>The same delta in both forms: levels of decimals, as a registry's schemas would have them.</summary>
    private void SetUpSchemas(FeedUpdate delta)
    {
        const string Schema = """
            {"type":"record","name":"Delta","fields":[{"name":"s","type":"string"},{"name":"E","type":"long"},{"name":"u","type":"long"},
            {"name":"b","type":{"type":"array","items":{"type":"record","name":"Level","fields":[
            {"name":"p","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":2}},
            {"name":"q","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":8}}]}}},{"name":"a","type":{"type":"array","items":"Level"}}]}
            """;
        const string Proto = """
            syntax = "proto3";
            message Delta { string s = 1; int64 E = 2; int64 u = 3; repeated Level b = 4; repeated Level a = 5; }
            message Level { Number p = 1; Number q = 2; }
            message Number { sint64 mantissa = 1; sint32 exponent = 2; }
            """;
        const string Mapping = """
            {"symbol":"{s}","rules":[{"kind":"delta","time":{"path":"E","unit":"ms"},"sequence":"u",
            "bids":{"path":"b","price":"p","size":"q"},"asks":{"path":"a","price":"p","size":"q"}}]}
            """;
        _mappedOwn = new MappingDecoder(FeedMapping.Parse(Mapping), _target);
        _avroReader = new SchemaReader(RecordSchema.Parse(SchemaKind.Avro, Schema), 1 << 20, false);
        _protobufReader = new SchemaReader(RecordSchema.Parse(SchemaKind.Protobuf, Proto), 1 << 20, false);
        var avro = new List<byte>();
        AddText(avro, "BTCUSDT", isZigZag: true);
        AddVarint(avro, ZigZag(1_700_000_000_100));
        AddVarint(avro, ZigZag(2));
        List<byte> protobuf = [10];
        AddText(protobuf, "BTCUSDT", isZigZag: false);
        protobuf.Add(16);
        AddVarint(protobuf, 1_700_000_000_100);
        protobuf.AddRange([24, 2]);
        foreach (var side in new[] { delta.Bids.ToArray(), delta.Asks.ToArray() })
        {
            var tag = (byte)(protobuf.Contains(34) ? 42 : 34);
            AddVarint(avro, ZigZag(side.Length));
            foreach (var level in side)
            {
                AddDecimal(avro, level.Price);
                AddDecimal(avro, level.Size);
                byte[] price = Number(level.Price, -2), size = Number(level.Size, -8);
                protobuf.AddRange([tag, (byte)(price.Length + size.Length + 4), 10, (byte)price.Length, .. price, 18, (byte)size.Length, .. size]);
            }

            avro.Add(0);
        }

        (_avro, _protobuf) = ([.. avro], [.. protobuf]);
    }

    private static byte[] Number(long mantissa, int exponent)
    {
        List<byte> number = [8];
        AddVarint(number, ZigZag(mantissa));
        number.Add(16);
        AddVarint(number, ZigZag(exponent));
        return [.. number];
    }

    private static void AddDecimal(List<byte> to, long mantissa) => to.AddRange(
        [8, (byte)(mantissa >> 24), (byte)(mantissa >> 16), (byte)(mantissa >> 8), (byte)mantissa]);

    private static void AddText(List<byte> to, string text, bool isZigZag)
    {
        AddVarint(to, isZigZag ? ZigZag(text.Length) : (ulong)text.Length);
        to.AddRange(Encoding.UTF8.GetBytes(text));
    }

    private static ulong ZigZag(long number) => (ulong)((number << 1) ^ (number >> 63));

    private static void AddVarint(List<byte> to, ulong number)
    {
        for (; number > 127; number >>= 7)
        {
            to.Add((byte)(number | 128));
        }

        to.Add((byte)number);
    }

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
