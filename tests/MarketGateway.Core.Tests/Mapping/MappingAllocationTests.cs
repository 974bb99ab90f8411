using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>Proves what the decoder says about its cost.</summary>
public sealed class MappingAllocationTests
{
    private const int Rounds = 1_000;

    [Theory]
    [InlineData("""{"e":"depthUpdate","E":1700000000100,"s":"BTCUSDT","U":1,"u":2,"b":[["27000.20000000","3.00000000"],["26999.1","0"]],"a":[["27001.5","1"]]}""")]
    [InlineData("""{"stream":"x","data":{"e":"trade","E":1,"s":"BTCUSDT","t":7,"p":"27000.40000000","q":"0.05","T":1700000000299,"m":true}}""")]
    [InlineData("""{"lastUpdateId":1,"bids":[["27000.10","1.5"]],"asks":[["27000.50","0.25"]]}""")]
    public void A_good_record_is_read_without_allocating(string record)
    {
        var target = new Silent();
        var decoder = new MappingDecoder(FeedMapping.Parse(ReadyMappings.Find("binance")!), target);
        var value = Encoding.UTF8.GetBytes(record);
        Read(decoder, value);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Read(decoder, value);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((2 * Rounds, 0), (target.Applied, target.Skipped));
    }

    private static void Read(MappingDecoder decoder, byte[] value)
    {
        for (var i = 0; i < Rounds; i++)
        {
            decoder.Decode(new SourceRecord
            {
                Key = "BTCUSDT"u8,
                Value = value,
                Topic = "raw"u8,
                AppendedAt = 1,
                Headers = RecordHeaders.None,
            });
        }
    }

    private sealed class Silent : IMappingTarget
    {
        private readonly Symbol _symbol = new();

        public int Applied { get; private set; }

        public int Skipped { get; private set; }

        public FeedSymbol? Resolve(ReadOnlySpan<byte> symbol) => _symbol;

        public DecodeError Apply(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update)
        {
            Applied++;
            return DecodeError.None;
        }

        public void Skip(FeedTopic topic, FeedSymbol? symbol, DecodeError reason, string? rule, string? path) => Skipped++;

        private sealed class Symbol() : FeedSymbol("BTCUSDT");
    }
}
