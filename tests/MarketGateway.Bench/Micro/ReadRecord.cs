using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Bench.Micro;

/// <summary>
/// Record to update: the same delta of 10 levels in the gateway's own form and in Binance's. Target: JSON at most 3 times
/// the CPU of a whole MessagePack record (2.1 us with librdkafka); nothing allocated.
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

    [GlobalCleanup]
    public void Check()
    {
        MessagePack();
        BinanceJson();
        if (!_update.Bids.SequenceEqual(_target.Bids) || !_update.Asks.SequenceEqual(_target.Asks) || _target.Bids.Length != LevelsPerSide)
        {
            throw new InvalidOperationException("the two forms do not say the same");
        }
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
