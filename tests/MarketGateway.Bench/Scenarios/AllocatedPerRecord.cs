using System.Buffers;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;

namespace MarketGateway.Bench.Scenarios;

/// <summary>
/// What the gateway's own code allocates per record: decoding and applying records of the simulated market on one thread.
/// </summary>
internal static class AllocatedPerRecord
{
    /// <summary>Few symbols and many records, so that rings and journals have grown to their bounds before it counts.</summary>
    private const int Instruments = 8;
    private const int WarmUpRecords = 400_000;
    private const int Records = 200_000;

    public static double Measure(out long applied)
    {
        var market = new Market(new MarketOptions(), TimeProvider.System);
        market.BeginEpoch("bench");
        var source = new SimulatedMarket(new SimulationOptions { Instruments = Instruments, BurstMultiplier = 1 });
        var (written, read, bytes) = (new FeedUpdate(), new FeedUpdate(), new ArrayBufferWriter<byte>(64 << 10));
        var decoder = new FeedDecoder(new FeedDecoderOptions());
        var allocated = 0L;
        applied = 0;
        for (var offset = 0; offset < WarmUpRecords + Records; offset++)
        {
            source.TryNext(TimeSpan.MaxValue, written, out var topic, out var instrument);
            bytes.ResetWrittenCount();
            FeedEncoder.Write(written, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var symbol = market.Resolve(instrument.Key)!;
            var error = decoder.Decode(topic, FeedContentType.Detect, bytes.WrittenSpan, read);
            error = error == DecodeError.None ? market.Apply(topic, 0, offset, symbol, read) : error;

            // A definition is kept, not copied into what is there; it is no market data.
            allocated += offset < WarmUpRecords || topic == FeedTopic.Instruments ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            applied += error == DecodeError.None ? 1 : 0;
        }

        return Math.Round((double)allocated / Records, 1);
    }
}
