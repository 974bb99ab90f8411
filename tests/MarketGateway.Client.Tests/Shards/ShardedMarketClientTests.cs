using MarketGateway.Testing;
using Eventually = MarketGateway.Testing.Eventually;

namespace MarketGateway.Client.Tests.Shards;

/// <summary>One client over two gateways that each read half of a log.</summary>
public sealed class ShardedMarketClientTests(KafkaFixture kafka)
{
    private static readonly ReconnectBackoff Soon = new()
    {
        Min = TimeSpan.FromMilliseconds(20),
        Max = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task A_subscription_spans_shards_and_goes_on_where_one_is_away()
    {
        await using var market = await SplitMarket.StartAsync(kafka);
        var (here, there) = (market.Here[0], market.There[0]);
        await using var client = await ConnectAsync(market);
        var books = await client.SubscribeBookAsync([here, there, "nobody's"], new() { Depth = 5 });
        var all = await client.SubscribeQuoteAsync(["*"]);
        Assert.Equal([("nobody's", "unknown_symbol")], books.Errors.Select(error => (error.Symbol, error.Code)));
        Assert.Equal([new PatternMatch("*", 6)], all.Patterns);
        await Eventually.IsTrueAsync("both books are live", () => books.Streams.Count == 2 && books.Streams.All(IsLive));

        await market.StopAsync(1);
        await Eventually.IsTrueAsync("it is away", () => books.Away.SequenceEqual(["b"]) && !IsLive(books[there]));
        Assert.Equal(ClientState.Connecting, client.State);
        Assert.StartsWith("b: ", client.StateReason, StringComparison.Ordinal);
        var before = books[here].Version;
        await market.PublishAsync(here);
        await market.PublishAsync(there);
        await Eventually.IsTrueAsync("the other goes on", () => books[here].Version > before && IsLive(books[here]));
        var named = await client.SubscribeBookAsync([market.Here[1], market.There[1]]);
        Assert.Equal([market.Here[1]], named.Streams.Select(book => book.Symbol));
        var missing = Assert.Throws<KeyNotFoundException>(() => named[market.There[1]]);
        Assert.Contains("lives on shard 'b', which is away", missing.Message, StringComparison.Ordinal);
        // A pattern waits for what a gateway that has just started has not read yet.
        var late = await client.SubscribeBookAsync([market.Here[2], $"{market.There[2]}*"]);

        await market.StartAsync(1);
        await Eventually.IsTrueAsync("all is live again", () =>
            books.Away.Count == 0 && books.Streams.All(IsLive) && late.Streams.Count == 2 && late.Streams.All(IsLive));
        Assert.All(books.Streams, book => Assert.Equal(0, book.Integrity.ChainBreaks + book.Integrity.ChecksumFailures));
    }

    [Fact]
    public async Task A_name_is_found_wherever_the_symbol_lives_that_it_stands_for()
    {
        await using var market = await SplitMarket.StartAsync(kafka);
        // Its own partition is one of the first shard's, and what it stands for lives on the second.
        var name = Enumerable.Range(0, 100).Select(static number => $"front.{number}")
            .First(static name => Placement.PartitionOf(name, 4) < 2);
        await market.NameAsync(name, market.There[0]);
        await using var client = await ConnectAsync(market);
        var books = await client.SubscribeBookAsync([name, market.Here[0]], new() { Depth = 5 });

        Assert.Empty(books.Errors);
        await Eventually.IsTrueAsync("both books are live", () => books.Streams.Count == 2 && books.Streams.All(IsLive));
        Assert.Equal(name, books[market.There[0]].Alias);
    }

    [Fact]
    public async Task The_changes_of_all_shards_are_read_as_one_and_snapshots_asked_for_as_one()
    {
        await using var market = await SplitMarket.StartAsync(kafka);
        string[] symbols = [.. market.Here, .. market.There];
        await using var client = await ConnectAsync(market);
        var books = await client.SubscribeBookAsync(symbols, new() { Depth = 3 });
        var seen = new HashSet<string>();

        await foreach (var change in client.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            seen.Add(change.Stream.Symbol);
            if (seen.Count == symbols.Length)
            {
                break;
            }
        }

        var once = await client.SnapshotBookAsync(symbols, new() { Depth = 1 });
        Assert.All(symbols, symbol => Assert.Single(once[symbol].View().Bids));
        Assert.Empty(await client.UpdateAsync(books, new SubscriptionChanges { Depth = 1 }));
        await client.UnsubscribeAsync(books);
        Assert.All(books.Streams, book => Assert.Equal(StreamState.Ended, book.State));
    }

    [Fact]
    public async Task A_shard_that_is_away_from_the_beginning_is_connected_to_when_it_comes()
    {
        await using var market = await SplitMarket.StartAsync(kafka);
        await market.StopAsync(1);
        await using var client = await ConnectAsync(market);
        // A pattern waits for what a gateway that has just started has not read yet.
        var books = await client.SubscribeBookAsync([market.Here[0], $"{market.There[0]}*"]);
        Assert.Equal(["b"], books.Away);

        await market.StartAsync(1);

        await Eventually.IsTrueAsync("its books come", () => books.Streams.Count == 2 && books.Streams.All(IsLive));
    }

    [Fact]
    public async Task A_symbol_that_no_rule_places_is_asked_for_at_every_shard_and_unknown_where_all_say_so()
    {
        await using var market = await SplitMarket.StartAsync(kafka, isByTopics: true);
        var (here, there) = (market.Here[0], market.There[0]);
        await using var client = await ConnectAsync(market);
        var books = await client.SubscribeBookAsync([here, there, "nobody's"], new() { Depth = 5 });
        Assert.Equal([("nobody's", "unknown_symbol")], books.Errors.Select(error => (error.Symbol, error.Code)));
        await Eventually.IsTrueAsync("both books are live", () => books.Streams.Count == 2 && books.Streams.All(IsLive));

        await market.StopAsync(1);
        await Eventually.IsTrueAsync("it is away", () => books.Away.SequenceEqual(["b"]) && !IsLive(books[there]));
        var before = books[here].Version;
        await market.PublishAsync(here);
        await market.PublishAsync(there);
        await Eventually.IsTrueAsync("the other goes on", () => books[here].Version > before && IsLive(books[here]));

        await market.StartAsync(1);
        await Eventually.IsTrueAsync("all is live again", () => books.Away.Count == 0 && books.Streams.All(IsLive));
        Assert.All(books.Streams, book => Assert.Equal(0, book.Integrity.ChainBreaks + book.Integrity.ChecksumFailures));
    }

    [Fact]
    public async Task Where_nobody_says_which_shards_there_are_connecting_fails()
    {
        await using var client = new ShardedMarketClient(new MarketClientOptions { Urls = [new Uri("ws://127.0.0.1:1/v1/stream")] });

        await Assert.ThrowsAsync<GatewayUnreachableException>(() => client.ConnectAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<MarketRequestException>(() => client.SubscribeBookAsync(["A"]));
    }

    private static async Task<ShardedMarketClient> ConnectAsync(SplitMarket market)
    {
        var client = new ShardedMarketClient(new MarketClientOptions { Urls = [market.StreamAddress(0)], Reconnect = Soon });
        await client.ConnectAsync(TestContext.Current.CancellationToken);
        return client;
    }

    private static bool IsLive(ClientStream stream) => stream.State == StreamState.Live;
}
