using MarketGateway.Client;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.EndToEnd;

/// <summary>What clients are told when the feed cannot be trusted, through the whole path.</summary>
public sealed class TrustTests(KafkaFixture kafka)
{
    private const string Symbol = "ESH4";

    [Fact]
    public async Task A_lost_record_marks_the_book_gapped_until_the_next_snapshot()
    {
        await using var scene = await Scene.StartAsync(kafka.BootstrapServers, await kafka.CreateTopicsAsync(1));
        await scene.PublishAsync(FeedUpdates.Snapshot(10));
        await scene.PublishAsync(FeedUpdates.Delta(11));
        await scene.IsAsync(StreamState.Live, "ok");

        await scene.PublishAsync(FeedUpdates.Delta(13, levels: 2));
        await scene.IsAsync(StreamState.Gapped, "sequence_gap");
        await scene.PublishAsync(FeedUpdates.Delta(14));
        await scene.StandsAtAsync(3);
        Assert.Equal(StreamState.Gapped, scene.Book.State);

        await scene.PublishAsync(FeedUpdates.Snapshot(14));
        await scene.IsAsync(StreamState.Live, "ok");
        Assert.True(scene.Book.Integrity.IsIntact);
    }

    [Fact]
    public async Task A_crossed_book_is_marked_until_the_next_snapshot()
    {
        await using var scene = await Scene.StartAsync(kafka.BootstrapServers, await kafka.CreateTopicsAsync(1));
        await scene.PublishAsync(FeedUpdates.Snapshot(1));
        await scene.IsAsync(StreamState.Live, "ok");

        var crossing = FeedUpdates.Delta(2, levels: 0);
        crossing.AddBid(new PriceLevel(475050, 7));
        await scene.PublishAsync(crossing);
        await scene.IsAsync(StreamState.Gapped, "crossed");
        await scene.PublishAsync(FeedUpdates.Snapshot(2));
        await scene.IsAsync(StreamState.Live, "ok");
    }

    [Fact]
    public async Task A_duplicate_changes_nothing_and_a_poison_record_marks_its_symbol()
    {
        await using var scene = await Scene.StartAsync(kafka.BootstrapServers, await kafka.CreateTopicsAsync(1));
        await scene.PublishAsync(FeedUpdates.Snapshot(1));
        await scene.StandsAtAsync(0);
        await scene.PublishAsync(FeedUpdates.Delta(2));
        await scene.PublishAsync(FeedUpdates.Delta(2));
        await scene.StandsAtAsync(1);

        await scene.PublishPoisonAsync();
        await scene.IsAsync(StreamState.Gapped, "bad_record");
        await scene.PublishAsync(FeedUpdates.Snapshot(3));
        await scene.IsAsync(StreamState.Live, "ok");
        await scene.StandsAtAsync(4);
        Assert.Equal(1, scene.Gateway.Market.Counters.Duplicates);
        Assert.Equal(2, scene.Book.Integrity.MergedTotal);
        Assert.True(scene.Book.Integrity.IsIntact);
    }

    [Fact]
    public async Task Clients_are_told_that_the_feed_is_stale_while_the_broker_is_down_and_miss_nothing()
    {
        using var broker = EmbeddedBroker.Start();
        var topics = new KafkaTopicNames();
        foreach (var topic in Enum.GetValues<FeedTopic>())
        {
            broker.CreateTopic(topics[topic], 1);
        }

        await using var scene = await Scene.StartAsync(
            broker.BootstrapServers, topics, "--Kafka:UnreachableAfter", "00:00:01", "--Kafka:ProbeInterval", "00:00:00.250");
        await scene.PublishAsync(FeedUpdates.Snapshot(1));
        await scene.StandsAtAsync(0);

        broker.SetBrokerDown(1);
        var published = scene.PublishAsync(FeedUpdates.Delta(2));
        await scene.IsAsync(StreamState.Stale, "feed_unreachable");
        broker.SetBrokerUp(1);
        await published;
        await scene.IsAsync(StreamState.Live, "ok");
        await scene.PublishAsync(FeedUpdates.Delta(3));
        await scene.StandsAtAsync(2);
        Assert.Equal(2, scene.Book.Integrity.MergedTotal);
        Assert.True(scene.Book.Integrity.IsIntact);
    }

    /// <summary>A gateway, a producer, and a client that follows one book from before its first record.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly KafkaTopicNames _topics;
        private readonly FeedPublisher _publisher;
        private readonly MarketClient _client;

        private Scene(RunningGateway gateway, KafkaTopicNames topics, FeedPublisher publisher, MarketClient client, ClientBook book)
        {
            Gateway = gateway;
            _topics = topics;
            _publisher = publisher;
            _client = client;
            Book = book;
        }

        public RunningGateway Gateway { get; }

        public ClientBook Book { get; }

        public static async Task<Scene> StartAsync(string servers, KafkaTopicNames topics, params string[] settings)
        {
            var gateway = await RunningGateway.StartAsync(servers, topics, settings);
            var publisher = new FeedPublisher(servers);
            await publisher.PublishAsync(topics.Instruments, Symbol, FeedUpdates.Instrument());
            await Eventually.IsTrueAsync("the symbol is defined", () => gateway.Market.Find(Symbol) is not null);
            var client = new MarketClient(new MarketClientOptions { Urls = [gateway.StreamAddress] });
            await client.ConnectAsync();
            var books = await client.SubscribeBookAsync([Symbol]);
            return new Scene(gateway, topics, publisher, client, Assert.Single(books.Streams));
        }

        public Task PublishAsync(FeedUpdate update) => _publisher.PublishAsync(_topics.Books, Symbol, update);

        public Task PublishPoisonAsync() =>
            _publisher.PublishBytesAsync(_topics.Books, "ESH4"u8.ToArray(), "{ not json"u8.ToArray());

        public Task IsAsync(StreamState state, string reason) => Eventually.IsTrueAsync(
            $"the client is told that the book is {state} ({reason})",
            () => Book.State == state && Book.Reason == reason);

        public Task StandsAtAsync(long version) =>
            Eventually.IsTrueAsync($"the client stands at {version}", () => Book.Version == version);

        public async ValueTask DisposeAsync()
        {
            await _client.DisposeAsync();
            _publisher.Dispose();
            await Gateway.DisposeAsync();
        }
    }
}
