using System.Text;
using MarketGateway.Client;
using MarketGateway.Core.Books;
using MarketGateway.Hosting;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using Microsoft.Extensions.Configuration;

namespace MarketGateway.Tests.Kafka;

/// <summary>Topics of other shapes, read by a mapping, from Kafka to a client's book.</summary>
public sealed class SourceTests(KafkaFixture kafka)
{
    private const string Snapshot =
        """{"lastUpdateId":100,"bids":[["27000.10000000","1.50000000"],["27000.00000000","2.00000000"]],"asks":[["27000.50000000","0.25000000"]]}""";

    public static TheoryData<string, string[]> Wrong => new()
    {
        { "Kafka:Sources:x:Topics is '': it must name the topics", ["--Kafka:Sources:x:Format", "Json", "--Kafka:Sources:x:Mapping", "binance"] },
        { "Kafka:Sources:x:Topics is 'a b': a topic's name has", ["--Kafka:Sources:x:Format", "Json", "--Kafka:Sources:x:Mapping", "binance", "--Kafka:Sources:x:Topics", "a b"] },
        { "Kafka:Sources:x:Mapping: a mapping is needed: it may be one of binance", ["--Kafka:Sources:x:Format", "Json", "--Kafka:Sources:x:Topics", "t"] },
        { "Kafka:Sources:x:Mapping: 'binanse' is no mapping that comes with the gateway", ["--Kafka:Sources:x:Format", "Json", "--Kafka:Sources:x:Topics", "t", "--Kafka:Sources:x:Mapping", "binanse"] },
        { "Kafka:Sources:x:Mapping: rules[0] has no kind", ["--Kafka:Sources:x:Format", "Json", "--Kafka:Sources:x:Topics", "t", "--Kafka:Sources:x:Mapping:rules:0:symbol", "{s}"] },
        { "Kafka:Sources:x:Topic is not a setting; Kafka:Sources:x has Topics", ["--Kafka:Sources:x:Topic", "t"] },
        { "Kafka:Sources:x:Format is 'Jsn'; it must be one of MarketGateway, Json", ["--Kafka:Sources:x:Format", "Jsn"] },
        { "Kafka:Sources is 'x'; it must be a map", ["--Kafka:Sources", "x"] },
        { "Kafka:Sources:x:Topics is 't': the format MarketGateway reads the topics of Kafka:Topics", ["--Kafka:Sources:x:Topics", "t"] },
    };

    [Fact]
    public async Task A_raw_Binance_topic_becomes_the_book_and_the_trades_of_a_client()
    {
        string topic = await CreateTopicAsync();
        await PublishAsync(topic, "BTCUSDT", Snapshot);
        await using RunningGateway gateway = await StartAsync(topic, "binance");
        await using MarketClient client = await ConnectAsync(gateway);
        var book = (ClientBook)Assert.Single((await client.SubscribeBookAsync(["BTCUSDT"])).Streams);
        await Eventually.IsTrueAsync("the client has the snapshot", () => book.View().Bids.Count == 2);

        // The first diff begins before the snapshot's end, as Binance's does.
        await PublishAsync(topic, "BTCUSDT", Diff(95, 105, "[\"27000.20000000\",\"3.00000000\"],[\"27000.00000000\",\"0.00000000\"]"));
        await PublishAsync(topic, "BTCUSDT", """{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1700000000200,"s":"BTCUSDT","U":106,"u":110,"b":[],"a":[["27000.40000000","0.10000000"]]}}""");
        await Eventually.IsTrueAsync("both diffs are in the book", () => book.Version == 2);
        await PublishAsync(topic, "BTCUSDT", """{"e":"trade","E":1700000000300,"s":"BTCUSDT","t":7,"p":"27000.40000000","q":"0.05000000","T":1700000000299,"m":true}""");
        var history = new SubscriptionOptions { History = 10 };
        var trades = (ClientTrades)Assert.Single((await client.SubscribeTradesAsync(["BTCUSDT"], history)).Streams);
        await Eventually.IsTrueAsync("the client has the trade", () => trades.Recent().Count == 1);

        Assert.Equal([(27000.2m, 3m), (27000.1m, 1.5m)], Levels(book, book.View().Bids));
        Assert.Equal([(27000.4m, 0.1m), (27000.5m, 0.25m)], Levels(book, book.View().Asks));
        Trade trade = trades.Recent()[0];
        Assert.Equal((27000.4m, 0.05m, 7), (trades.PriceOf(trade.Price), trades.SizeOf(trade.Size), trade.TradeId));
        Assert.Equal(SymbolState.Live, gateway.Market.Find("BTCUSDT")!.Books.Status.State);
        Assert.True(book.Integrity.IsIntact);
    }

    [Fact]
    public async Task A_diff_that_skips_numbers_leaves_the_book_gapped()
    {
        string topic = await CreateTopicAsync();
        await PublishAsync(topic, "BTCUSDT", Snapshot);
        await PublishAsync(topic, "BTCUSDT", Diff(101, 105, ""));
        await PublishAsync(topic, "BTCUSDT", Diff(107, 109, ""));
        await using RunningGateway gateway = await StartAsync(topic, "binance");
        await Eventually.IsTrueAsync("all is read", () => gateway.Market.Find("BTCUSDT")?.Books.VersionHint == 2);

        Assert.Equal(
            (SymbolState.Gapped, SymbolStateReason.SequenceGap),
            (gateway.Market.Find("BTCUSDT")!.Books.Status.State, gateway.Market.Find("BTCUSDT")!.Books.Status.Reason));
    }

    [Fact]
    public async Task A_record_that_does_not_fit_is_skipped_and_its_path_is_logged()
    {
        string topic = await CreateTopicAsync();
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(Options(topic, "binance"));
        await PublishAsync(topic, "BTCUSDT", Diff(1, 2, "[\"27000.2O\",\"3\"]"));
        await PublishAsync(topic, "BTCUSDT", """{"e":"kline","s":"BTCUSDT"}""");
        await harness.WaitAsync("both are skipped", () => harness.Feed.Status.Topics[0].Skipped == 2);

        Assert.Contains(harness.Log.Lines, line => line.Contains("wrong_type, [0] (rules[0])", StringComparison.Ordinal));
        Assert.Contains(harness.Log.Lines, line => line.Contains("unknown_type, no rule of the mapping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_symbol_comes_from_one_source_and_the_other_is_refused_by_name()
    {
        (string first, string second) = (await CreateTopicAsync(), await CreateTopicAsync());
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(Options(first, "binance", second));
        await PublishAsync(first, "BTCUSDT", Snapshot);
        await harness.WaitForUpdatesAsync(1);
        await PublishAsync(second, "BTCUSDT", Snapshot);
        await harness.WaitAsync("it is skipped", () => harness.Feed.Status.Topics.Sum(topic => topic.Skipped) == 1);

        Assert.Single(harness.Recorder.Updates);
        Assert.Empty(harness.Recorder.Skips);
        Assert.Contains(
            harness.Log.Lines,
            line => line.Contains("source_conflict, BTCUSDT comes from source one already, not from two", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_source_stops_the_start_with_the_place_and_what_would_be_right(string message, string[] settings)
    {
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(settings));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_three_topics_are_read_beside_a_source_when_one_has_their_format()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        string raw = await CreateTopicAsync();
        KafkaOptions options = Options(raw, "binance") with { Topics = topics };
        var sources = new Dictionary<string, KafkaSourceOptions>(options.Sources) { ["own"] = new() };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options with { Sources = sources });
        await kafka.Publisher.PublishAsync(topics.Books, "ES", FeedUpdates.Snapshot(1));
        await PublishAsync(raw, "BTCUSDT", Snapshot);
        await harness.WaitForUpdatesAsync(2);

        Assert.Equal(["BTCUSDT", "ES"], harness.Recorder.Updates.Select(update => update.Symbol).Order());
        Assert.Equal(4, harness.Feed.Status.Topics.Count);
    }

    private static string Diff(long first, long last, string bids) =>
        $$"""{"e":"depthUpdate","E":1700000000100,"s":"BTCUSDT","U":{{first}},"u":{{last}},"b":[{{bids}}],"a":[]}""";

    private static IEnumerable<(decimal Price, decimal Size)> Levels(ClientBook book, IEnumerable<BookLevel> levels) =>
        levels.Select(level => (book.PriceOf(level.Price), book.SizeOf(level.Size)));

    private static async Task<MarketClient> ConnectAsync(RunningGateway gateway)
    {
        var client = new MarketClient(new MarketClientOptions { Urls = [gateway.StreamAddress] });
        await client.ConnectAsync();
        return client;
    }

    private KafkaOptions Options(string topic, string mapping, string? second = null)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Sources:one:Topics"] = topic,
            ["Sources:one:Format"] = "Json",
            ["Sources:one:Mapping"] = mapping,
        };
        if (second is not null)
        {
            settings["Sources:two:Topics"] = second;
            settings["Sources:two:Format"] = "Json";
            settings["Sources:two:Mapping"] = mapping;
        }

        return FeedHarness.Options(kafka.BootstrapServers, new KafkaTopicNames()) with
        {
            Sources = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Get<KafkaOptions>()!.Sources,
        };
    }

    private async Task<RunningGateway> StartAsync(string topic, string mapping)
    {
        RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers,
            new KafkaTopicNames(),
            "--Kafka:Sources:one:Topics", topic, "--Kafka:Sources:one:Format", "Json", "--Kafka:Sources:one:Mapping", mapping);
        await gateway.Feed.WhenReady.WaitAsync(TimeSpan.FromSeconds(30));
        return gateway;
    }

    private async Task<string> CreateTopicAsync()
    {
        string topic = $"test-{Guid.NewGuid():N}.raw";
        await kafka.CreateTopicAsync(topic, 1);
        return topic;
    }

    private Task PublishAsync(string topic, string key, string value) =>
        kafka.Publisher.PublishBytesAsync(topic, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
}
