using System.Text;
using MarketGateway.Client;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Tools.Replay;

namespace MarketGateway.Tests.EndToEnd;

/// <summary>
/// Two hours of a real market, through Kafka and real WebSockets, into clients of every kind: each must hold the ground
/// truth wherever it has caught up, and be able to prove it.
/// </summary>
public sealed class RealDataTests(KafkaFixture kafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Clients_of_every_speed_hold_the_true_book_at_every_point_they_have_caught_up_with()
    {
        var data = MarketDataSet.FindOrSkip();
        await using var stage = await Stage.StartAsync(kafka, data);
        await using var full = await BookReader.StartAsync(stage.Address, stage.Symbol, "full depth", depth: 0);
        await using var top = await BookReader.StartAsync(stage.Address, stage.Symbol, "depth 10", depth: 10);
        await using var paced = await BookReader.StartAsync(
            stage.Address, stage.Symbol, "depth 10 every 100 ms", depth: 10, intervalMs: 100);
        var staller = new StallingListener(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2));
        await using var stalling = await BookReader.StartAsync(
            stage.Address, stage.Symbol, "stops reading for seconds", depth: 0, listener: staller);
        var windowStaller = new StallingListener(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2));
        await using var windowed = await BookReader.StartAsync(
            stage.Address, stage.Symbol, "stops reading, window 2", depth: 0, listener: windowStaller, window: 2);
        BookReader[] readers = [full, top, paced, stalling, windowed];
        await stage.PublishFirstBookAsync();
        await Task.WhenAll(readers.Select(reader => reader.HoldsAsync(stage.LastVersion, Patience)));

        foreach (var point in stage.Truth)
        {
            await stage.PublishUntilAsync(point.Row);
            await Task.WhenAll(full.HoldsAsync(stage.LastVersion, Patience), top.HoldsAsync(stage.LastVersion, Patience));
            foreach (var reader in readers)
            {
                reader.CompareAt(stage.LastVersion, point.Bids, point.Asks);
            }
        }

        await stage.PublishRestAsync();
        staller.Behave();
        windowStaller.Behave();
        await Task.WhenAll(readers.Select(reader => reader.HoldsAsync(stage.LastVersion, Patience)));
        foreach (var reader in readers)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{reader.Name}: true at {reader.PointsCompared} points, {reader.Stream.Integrity}");
            reader.ProvesItself(recordsAfterFirst: stage.BookRecords - 1);
            Assert.Equal(full.Top(10), reader.Top(10));
        }

        Assert.Equal(stage.Truth.Count, full.PointsCompared);
        Assert.Equal(stage.Truth.Count, top.PointsCompared);
        Assert.True(staller.Stalls > 0 && windowStaller.Stalls > 0, "the stalling clients have stalled");
        Assert.True(
            windowed.Stream.Integrity.Messages * 2 < full.Stream.Integrity.Messages,
            "a client that stalls behind a window gets fewer, larger steps");
    }

    [Fact]
    public async Task Every_trade_arrives_or_is_rolled_up_exactly_also_at_a_client_that_stops_reading()
    {
        var data = MarketDataSet.FindOrSkip();
        await using var stage = await Stage.StartAsync(kafka, data);
        var staller = new StallingListener(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        await using var client = new MarketClient(new MarketClientOptions { Urls = [stage.Address] });
        await using var slow = new MarketClient(
            new MarketClientOptions { Urls = [stage.Address], SocketReceiveBufferBytes = 8192 }, staller);
        await client.ConnectAsync();
        await slow.ConnectAsync();
        await stage.PublishTicksAsync(10);
        await Eventually.IsTrueAsync("the gateway has read them", () => stage.GatewayTickVersion == stage.LastTickVersion);
        var trades = Assert.Single((await client.SubscribeTradesAsync([stage.Symbol])).Streams);
        var slowTrades = Assert.Single((await slow.SubscribeTradesAsync([stage.Symbol])).Streams);
        await Eventually.IsTrueAsync("both clients have begun", () => trades.IsSynced && slowTrades.IsSynced, Patience);

        await stage.PublishRestAsync();
        staller.Behave();
        await Eventually.IsTrueAsync(
            "both clients stand at the last trade",
            () => trades.Version == stage.LastTickVersion && slowTrades.Version == stage.LastTickVersion,
            Patience);

        Assert.Equal(stage.TickRecords - 10, trades.Integrity.MergedTotal);
        Assert.Equal(stage.TickRecords - 10, slowTrades.Integrity.MergedTotal);
        Assert.Equal(stage.TickRecords - 10, slowTrades.Count + slowTrades.RolledUp);
        Assert.Equal(stage.TickRecords - 10, trades.Count);
        Assert.True(trades.Integrity.IsIntact && slowTrades.Integrity.IsIntact);
    }

    /// <summary>A gateway over fresh topics, and the replay of the files into them, step by step.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        /// <summary>So many records go out together: few enough for the fast clients to get deltas of a few updates.</summary>
        private const int RecordsPerFlush = 50;

        private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(30);

        private readonly RunningGateway _gateway;
        private readonly TardisReplay _replay;
        private readonly IEnumerator<ReplayRecord> _records;
        private readonly FeedProducer _producer;
        private readonly LogEnd _log;
        private readonly KafkaTopicNames _topics;
        private readonly string _bookFile;

        private Stage(
            RunningGateway gateway, TardisReplay replay, KafkaTopicNames topics, string servers, MarketDataSet data)
        {
            _gateway = gateway;
            _replay = replay;
            _topics = topics;
            _bookFile = data.BookFile;
            _records = replay.Records().GetEnumerator();
            _producer = new FeedProducer(
                new FeedCluster(servers, new MarketTopics(topics.Instruments, topics.Books, topics.Ticks)));
            _log = new LogEnd(servers);
            Truth = data.ReadTruth(replay.Instruments[0].Definition.PriceScale);
            _records.MoveNext();
            Publish();
        }

        public Uri Address => _gateway.StreamAddress;

        public string Symbol => _replay.Instruments[0].Symbol;

        public IReadOnlyList<MarketDataSet.TruePoint> Truth { get; }

        public long BookRecords { get; private set; }

        public long TickRecords { get; private set; }

        /// <summary>Gets the offset of the last book record, as the cluster says.</summary>
        public long LastVersion { get; private set; }

        public long LastTickVersion { get; private set; }

        /// <summary>Gets the version of the last trade that the gateway holds.</summary>
        public long? GatewayTickVersion => ChannelSnapshots.OfTrades(_gateway.Market.Find(Symbol)!, 1).Version;

        public static async Task<Stage> StartAsync(KafkaFixture kafka, MarketDataSet data)
        {
            var cuts = data.ReadTruth(priceScale: 2).Select(point => point.Row).ToHashSet();
            var replay = TardisReplay.Open(
                [data.BookFile, data.TradeFile],
                new TardisReplayOptions { SnapshotInterval = TimeSpan.Zero, CutAfterBookRows = cuts },
                bad => Assert.Fail($"{bad}"));
            var topics = await kafka.CreateTopicsAsync(partitionCount: 1);
            var gateway = await RunningGateway.StartAsync(kafka.BootstrapServers, topics);
            var stage = new Stage(gateway, replay, topics, kafka.BootstrapServers, data);
            await Eventually.IsTrueAsync("the symbol is defined", () => gateway.Market.Find(stage.Symbol) is not null, Patience);
            return stage;
        }

        public Task PublishFirstBookAsync() => PublishAsync(() => BookRecords == 1);

        public Task PublishTicksAsync(long count) => PublishAsync(() => TickRecords == count);

        public Task PublishUntilAsync(long row) =>
            PublishAsync(() => _records.Current.File == _bookFile && _records.Current.RowsConsumed == row);

        public Task PublishRestAsync() => PublishAsync(() => false);

        public async ValueTask DisposeAsync()
        {
            _producer.Dispose();
            _log.Dispose();
            _records.Dispose();
            _replay.Dispose();
            await _gateway.DisposeAsync();
        }

        private async Task PublishAsync(Func<bool> isThere)
        {
            while (_records.MoveNext())
            {
                Publish();
                if (isThere())
                {
                    break;
                }

                if ((BookRecords + TickRecords) % RecordsPerFlush == 0)
                {
                    await Task.Run(() => _producer.Flush(FlushTimeout));
                }
            }

            Assert.Equal(0, await Task.Run(() => _producer.Flush(FlushTimeout)));
            LastVersion = _log.LastOffset(_topics.Books);
            LastTickVersion = _log.LastOffset(_topics.Ticks);
            Assert.Equal(BookRecords, LastVersion + 1);
            Assert.Equal(TickRecords, LastTickVersion + 1);
        }

        private void Publish()
        {
            var record = _records.Current;
            var key = Encoding.UTF8.GetBytes(record.Instrument.Symbol);
            while (!_producer.TryPublish(record.Topic, key, record.Update))
            {
                _producer.Flush(TimeSpan.FromMilliseconds(50));
            }

            BookRecords += record.Topic == FeedTopic.Books ? 1 : 0;
            TickRecords += record.Topic == FeedTopic.Ticks ? 1 : 0;
        }
    }
}
