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

    /// <summary>The number of a fetch among Kafka's requests.</summary>
    private const short FetchRequest = 1;

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
    [Fact]
    public async Task A_loss_before_reading_marks_the_book_until_a_record_proves_that_nothing_is_missing()
    {
        // A cluster of its own, whose fetches fail while records are deleted.
        using var broker = EmbeddedBroker.Start();
        var topics = new KafkaTopicNames();
        Array.ForEach(Enum.GetValues<FeedTopic>(), topic => broker.CreateTopic(topics[topic], 1));
        await using var scene = await Scene.StartAsync(broker.BootstrapServers, topics);
        await scene.PublishAsync(FeedUpdates.Snapshot(10));
        await scene.IsAsync(StreamState.Live, "ok");

        broker.PushRequestErrors(FetchRequest, [.. Enumerable.Repeat(Confluent.Kafka.ErrorCode.RequestTimedOut, 8)]);
        await scene.PublishAsync(FeedUpdates.Delta(11));
        await scene.PublishAsync(FeedUpdates.Delta(12));
        broker.DeleteRecords(topics.Books, scene.Partition, 3);
        await scene.IsAsync(StreamState.Gapped, "records_lost");

        await scene.PublishAsync(FeedUpdates.Delta(13));
        await scene.IsAsync(StreamState.Gapped, "sequence_gap");
        await scene.PublishAsync(FeedUpdates.Snapshot(13));
        await scene.IsAsync(StreamState.Live, "ok");
    }

    [Fact]
    public async Task A_finer_scale_in_mid_session_is_followed_without_a_wrong_price()
    {
        await using var scene = await Scene.StartAsync(kafka.BootstrapServers, await kafka.CreateTopicsAsync(1));
        await scene.PublishAsync(FeedUpdates.Snapshot(1));
        await scene.StandsAtAsync(0);
        var bid = scene.Book.PriceOf(scene.Book.BestBid!.Value.Price);

        var finer = FeedUpdates.Delta(2, levels: 0);
        finer.PriceScale = 3;
        finer.AddAsk(new PriceLevel((long)(bid * 1000) + 1, 7));
        await scene.PublishAsync(finer);
        await scene.StandsAtAsync(1);

        Assert.Equal((3, StreamState.Live), (scene.Book.Terms.PriceScale, scene.Book.State));
        Assert.Equal(bid, scene.Book.PriceOf(scene.Book.BestBid!.Value.Price));
        Assert.Equal(bid + 0.001m, scene.Book.PriceOf(scene.Book.BestAsk!.Value.Price));
        Assert.True(scene.Book.Integrity.IsIntact);
        Assert.Equal(1, scene.Book.Integrity.MergedTotal);
    }

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

        /// <summary>Gets the partition that the book's records come from.</summary>
        public int Partition => int.Parse(
            Book.Terms.Generation!.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);

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
