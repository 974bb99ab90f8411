using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;
using MarketGateway.Testing;

namespace MarketGateway.Tests.EndToEnd;

/// <summary>
/// What <see cref="RealDataTests"/> proves on real data, on the simulated market, which is always there: through Kafka and
/// real WebSockets, into clients of every kind.
/// </summary>
public sealed class SimulatedDataTests(KafkaFixture kafka)
{
    private const int PauseCount = 20;
    private const int RecordsPerPause = 400;
    private const int RecordsPerFlush = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(30);

    private readonly FeedUpdate _update = new();
    private readonly Dictionary<Side, SortedDictionary<long, long>> _truth = new()
    {
        [Side.Bid] = new SortedDictionary<long, long>(Comparer<long>.Create((one, other) => other.CompareTo(one))),
        [Side.Ask] = [],
    };

    private long _bookRecords;
    private long _symbolRecords;
    private long _version;

    [Fact]
    public async Task Clients_of_every_speed_hold_the_true_book_and_can_prove_it()
    {
        var topics = await kafka.CreateTopicsAsync(partitionCount: 1);
        await using var gateway = await RunningGateway.StartAsync(kafka.BootstrapServers, topics);
        using var producer = new FeedProducer(new FeedCluster(
            kafka.BootstrapServers, new MarketTopics(topics.Instruments, topics.Books, topics.Ticks)));
        var market = new SimulatedMarket(new SimulationOptions { Instruments = 4, Seed = 7 });
        var symbol = market.Instruments[0].Symbol;
        Publish(market, producer, symbol, until: () => _symbolRecords == 1);
        await Eventually.IsTrueAsync("the symbol is known", () => gateway.Market.Find(symbol) is not null, Patience);

        var staller = new StallingListener(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        await using var full = await BookReader.StartAsync(gateway.StreamAddress, symbol, "full depth", depth: 0);
        await using var top = await BookReader.StartAsync(gateway.StreamAddress, symbol, "depth 10", depth: 10);
        await using var paced = await BookReader.StartAsync(
            gateway.StreamAddress, symbol, "depth 10 every 100 ms", depth: 10, intervalMs: 100);
        await using var stalling = await BookReader.StartAsync(
            gateway.StreamAddress, symbol, "stops reading, window 2", depth: 0, listener: staller, window: 2);
        BookReader[] readers = [full, top, paced, stalling];
        await Task.WhenAll(readers.Select(reader => reader.HoldsAsync(_version, Patience)));

        for (var pause = 0; pause < PauseCount; pause++)
        {
            Publish(market, producer, symbol, until: () => false);
            await Task.WhenAll(full.HoldsAsync(_version, Patience), top.HoldsAsync(_version, Patience));
            foreach (var reader in readers)
            {
                reader.CompareAt(_version, Top(Side.Bid), Top(Side.Ask));
            }
        }

        staller.Behave();
        await Task.WhenAll(readers.Select(reader => reader.HoldsAsync(_version, Patience)));
        Assert.All(readers, reader => reader.ProvesItself(recordsAfterFirst: _symbolRecords - 1));
        Assert.Equal((PauseCount, PauseCount), (full.PointsCompared, top.PointsCompared));
    }

    /// <summary>Publishes some records and waits until the cluster has them; with one partition, offsets count them.</summary>
    private void Publish(SimulatedMarket market, FeedProducer producer, string symbol, Func<bool> until)
    {
        for (var count = 0; count < RecordsPerPause && !until(); count++)
        {
            Assert.True(market.TryNext(TimeSpan.FromDays(1), _update, out var topic, out var instrument));
            Assert.True(producer.TryPublish(topic, Encoding.UTF8.GetBytes(instrument.Symbol), _update));
            if (topic == FeedTopic.Books)
            {
                if (instrument.Symbol == symbol)
                {
                    Apply();
                    _version = _bookRecords;
                    _symbolRecords++;
                }

                _bookRecords++;
            }

            if (count % RecordsPerFlush == 0)
            {
                producer.Flush(FlushTimeout);
            }
        }

        Assert.Equal(0, producer.Flush(FlushTimeout));
    }

    private void Apply()
    {
        if (_update.Kind == FeedUpdateKind.BookSnapshot)
        {
            _truth[Side.Bid].Clear();
            _truth[Side.Ask].Clear();
        }

        Apply(_truth[Side.Bid], _update.Bids);
        Apply(_truth[Side.Ask], _update.Asks);
    }

    private static void Apply(SortedDictionary<long, long> side, ReadOnlySpan<PriceLevel> levels)
    {
        foreach (var level in levels)
        {
            side.Remove(level.Price);
            if (level.Size > 0)
            {
                side.Add(level.Price, level.Size);
            }
        }
    }

    private List<(long Price, long Size)> Top(Side side) =>
        [.. _truth[side].Take(10).Select(level => (level.Key, level.Value))];
}
