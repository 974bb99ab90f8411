using BenchmarkDotNet.Attributes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Bench.Micro;

/// <summary>
/// A trade to state, with followers of whom each stands somewhere else and lacks trades that have left the ring. Target:
/// with 10,000 at most 1.2 times what it costs with 10.
/// </summary>
[MemoryDiagnoser]
public class ApplyTrade
{
    private const int Price = 475_000;

    private readonly List<StreamCursor> _followers = [];
    private readonly FeedUpdate _update = new();
    private Market _market = null!;
    private MarketSymbol _symbol = null!;
    private MarketStream _stream = null!;
    private long _applied;

    [Params(10, 10_000)]
    public int Followers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_applied, _market) = (0, new Market(new MarketOptions(), TimeProvider.System));
        _symbol = (MarketSymbol)_market.Resolve("ESH4"u8)!;
        Trade();
        _followers.Clear();
        for (var number = 0; number < Followers; number++)
        {
            var follower = new StreamCursor();
            _stream = _symbol.Acquire(new StreamKey(Channel.Trade, Depth: 0), _market.StreamNumbers, follower);
            _followers.Add(follower);
            Trade();
        }

        // From here on each trade pushes one out of the ring that they have not got.
        for (var number = 0; number < new MarketOptions().TradeRingLengthMax; number++)
        {
            Trade();
        }
    }

    [Benchmark]
    public DecodeError Trade()
    {
        _update.Reset(FeedUpdateKind.Trade);
        (_update.Sequence, _update.OccurredAt, _update.PriceScale) = (_applied + 1, _applied + 1, 2);
        (_update.Price, _update.Size, _update.Aggressor) = (Price, 1, Aggressor.Buy);
        return _market.Apply(FeedTopic.Ticks, 0, _applied++, _symbol, _update);
    }

    /// <summary>Each is told all it lacks, by number.</summary>
    [GlobalCleanup]
    public void Check()
    {
        for (var number = 0; number < Followers; number++)
        {
            var follower = _followers[number];
            (follower.SentStatus, follower.SentGeneration, follower.SentEpoch) = (_stream.Status, _stream.Generation, _market.Epoch.Number);
            var output = new FlushBuffer();
            _stream.Write(follower, WireFormat.MessagePack, output);
            if (follower.SettledLast != _applied - 1 - number)
            {
                throw new InvalidOperationException(
                    $"follower {number} was told {follower.SettledLast} trades, not {_applied - 1 - number}");
            }
        }
    }
}
