using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;
using MarketGateway.Testing;
using Eventually = MarketGateway.Testing.Eventually;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>The client against a gateway whose market is fed by hand.</summary>
public sealed class GatewayTests
{
    private const int Symbols = 6;
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);
    private static readonly int[] Depths = [0, 1, 5, 12, 30];
    private static readonly int[] Groupings = [0, 0, 3, 10];

    [Theory]
    [InlineData(1, WireEncoding.MessagePack)]
    [InlineData(2, WireEncoding.MessagePack)]
    [InlineData(3, WireEncoding.Json)]
    public async Task Through_updates_pauses_and_resyncs_books_stay_right_and_accounted_for(
        int seed, WireEncoding encoding)
    {
        await using var gateway = await MarketHarness.StartAsync("--Sessions:ResyncInterval", "00:00:00.001", "--Sessions:RequestsPerSecondMax", "10000");
        var feed = new Feed(gateway, seed);
        feed.Run(4_000);
        await using var client = await ConnectAsync(gateway, encoding);
        var books = await client.SubscribeBookAsync(["*"], depth: 12);
        await Eventually.IsTrueAsync("all books have begun", () => books.Streams.All(static book => book.Version > 0));
        var random = new SimulationRandom(seed);

        for (var round = 0; round < 120; round++)
        {
            feed.Run(20 + random.Below(200));
            await ActAsync(client, books, random);
        }

        await client.ResumeAsync(books);
        await Eventually.IsTrueAsync("all books are up to date", () => books.Streams.All(book =>
            book.Version == feed.Last[(FeedTopic.Books, book.Symbol)] && book.IsSynced));
        Assert.Equal(Symbols, books.Streams.Count);
        foreach (var book in books.Streams)
        {
            Assert.Equal(await TruthAsync(gateway, book), Text(book.View()));
            AssertAccount(book);
        }
    }

    [Fact]
    public async Task More_subscriptions_than_requests_a_second_are_taken_up_without_a_refusal()
    {
        await using var gateway = await MarketHarness.StartAsync("--Sessions:RequestsPerSecondMax", "20");
        var feed = new Feed(gateway, 9);
        feed.Run(1_000);
        await using var client = await ConnectAsync(gateway);
        var subscriptions = await Task.WhenAll(Enumerable.Range(1, 40).Select(depth => client.SubscribeBookAsync(["*"], depth)));
        Assert.All(subscriptions, subscription => Assert.Empty(subscription.Errors));
        Assert.All(subscriptions, subscription => Assert.Equal(Symbols, subscription.Streams.Count));
    }

    [Fact]
    public async Task A_snapshot_equals_the_stream_and_leaves_it_alone()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = new Feed(gateway, 4);
        feed.Run(4_000);
        await using var client = await ConnectAsync(gateway);
        var options = new SubscriptionOptions { Depth = 10, Grouping = 3 };
        var books = await client.SubscribeBookAsync(["*"], options);
        await Eventually.IsTrueAsync("all books have begun", () => books.Streams.All(static book => book.Version > 0));

        for (var round = 0; round < 20; round++)
        {
            feed.Run(100);
            await client.SnapshotBookAsync(["*"], options);
        }

        await Eventually.IsTrueAsync("all books are up to date", () => books.Streams.All(book =>
            book.Version == feed.Last[(FeedTopic.Books, book.Symbol)]));
        var snapshot = await client.SnapshotBookAsync(["*", "NOPE"], options);
        Assert.Equal("unknown_symbol", Assert.Single(snapshot.Errors).Code);
        Assert.All(books.Streams, book =>
        {
            Assert.Equal(Text(book.View()), Text(snapshot[book.Symbol].View()));
            AssertAccount(book);
        });
        var quote = (await client.SnapshotQuoteAsync(
            ["ESH6"], new SubscriptionOptions { Fields = QuoteFields.BidPrice }))["ESH6"];
        Assert.NotNull(quote[QuoteFields.BidPrice]);
        Assert.Null(quote[QuoteFields.AskPrice]);
        var trades = await client.SnapshotTradesAsync(["ESH6"], new SubscriptionOptions { History = 4 });
        Assert.Equal(4, trades["ESH6"].Count);
    }

    [Fact]
    public async Task Filters_choose_symbols_by_their_attributes_and_impossible_wishes_are_refused_by_symbol()
    {
        await using var gateway = await MarketHarness.StartAsync();
        new Feed(gateway, 5).Run(2_000);
        await using var client = await ConnectAsync(gateway);
        var filter = new SymbolFilter { Venues = ["XCME", "EBS"], Currencies = ["USD"] };

        var quotes = await client.SubscribeQuoteAsync(["*", "AAPL"], new SubscriptionOptions { Filter = filter });

        Assert.Equal(["ESH6", "EURUSD", "NQH6"], quotes.Streams.Select(static quote => quote.Symbol).Order());
        var refused = Assert.Single(quotes.Errors);
        Assert.Equal(("AAPL", "filtered_out"), (refused.Symbol, refused.Code));
        var impossible = await Assert.ThrowsAsync<MarketRequestException>(() => client.UpdateAsync(
            quotes, new SubscriptionChanges { Fields = QuoteFields.Volume, MinPriceMove = 5 }));
        Assert.Equal("bad_combination", impossible.Code);
        Assert.Equal(0, quotes.Options.MinPriceMove);
    }

    [Fact]
    public async Task Fields_and_trade_sizes_can_be_changed_while_the_account_goes_on()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = new Feed(gateway, 6);
        feed.Run(2_000);
        await using var client = await ConnectAsync(gateway);
        var quotes = await client.SubscribeQuoteAsync(["*"]);
        var trades = await client.SubscribeTradesAsync(["*"]);

        foreach (var fields in new[] { QuoteFields.BidPrice | QuoteFields.AskPrice, QuoteFields.Volume, QuoteFields.None })
        {
            feed.Run(500);
            await client.UpdateAsync(quotes, new SubscriptionChanges { Fields = fields });
            await client.UpdateAsync(trades, new SubscriptionChanges { MinTradeSize = fields == QuoteFields.Volume ? 3 : 0 });
            feed.Run(500);
        }

        await Eventually.IsTrueAsync("all quotes are up to date", () => quotes.Streams.All(quote =>
            quote.Version == feed.Last[(FeedTopic.Ticks, quote.Symbol)]));
        Assert.All(quotes.Streams, static quote => Assert.NotNull(quote[QuoteFields.BidPrice]));
        Assert.All(quotes.Streams.Concat<ClientStream>(trades.Streams), static stream => Assert.True(
            stream.Integrity is { IsIntact: true, IsAccountComplete: true, AccountRestarts: 0 },
            $"{stream}: {stream.Integrity}"));
        Assert.Equal("anonymous", await client.AuthAsync("whatever"));
    }

    private static async Task<MarketClient> ConnectAsync(
        MarketHarness gateway, WireEncoding encoding = WireEncoding.MessagePack)
    {
        var client = new MarketClient(new MarketClientOptions { Urls = [gateway.StreamAddress], Encoding = encoding });
        await client.ConnectAsync();
        return client;
    }

    private static Task ActAsync(MarketClient client, MarketSubscription<ClientBook> books, SimulationRandom random) =>
        random.Below(6) switch
        {
            0 => client.UpdateAsync(books, new SubscriptionChanges { Depth = Depths[random.Below(Depths.Length)] }),
            1 => client.UpdateAsync(
                books, new SubscriptionChanges { Grouping = Groupings[random.Below(Groupings.Length)] }),
            2 => client.UpdateAsync(
                books, new SubscriptionChanges { Interval = TimeSpan.FromMilliseconds(10 * random.Below(3)) }),
            3 => client.PauseAsync(books),
            4 => client.ResumeAsync(books),
            _ => ResyncAsync(client, books.Streams[random.Below(Symbols)]),
        };

    private static async Task ResyncAsync(MarketClient client, ClientBook book)
    {
        try
        {
            await client.ResyncAsync(book);
        }
        catch (MarketRequestException limited) when (limited.Code == "rate_limited")
        {
            // Twice within a millisecond.
        }
    }

    /// <summary>What the book must show: all levels by HTTP, grouped and cut here.</summary>
    private static async Task<string> TruthAsync(MarketHarness gateway, ClientBook book)
    {
        using var http = new HttpClient();
        var json = JsonNode.Parse(await http.GetStringAsync(
            new Uri(gateway.Address, $"/v1/snapshot/book/{book.Symbol}")))!;
        var step = Math.Max(1, book.Terms.Grouping) * book.Terms.TickSize;
        var bids = Group(json["bids"]!.AsArray(), price => price / step * step);
        var asks = Group(json["asks"]!.AsArray(), price => (price + step - 1) / step * step);
        var depth = book.Terms.Depth == 0 ? int.MaxValue : book.Terms.Depth;
        return Text(bids.OrderByDescending(static level => level.Price).Take(depth))
            + " | " + Text(asks.OrderBy(static level => level.Price).Take(depth));
    }

    private static IEnumerable<BookLevel> Group(JsonArray levels, Func<long, long> round) => levels
        .GroupBy(level => round((long)level![0]!), static level => (long)level![1]!)
        .Select(static group => new BookLevel(group.Key, group.Sum()));

    private static string Text(BookView view) => Text(view.Bids) + " | " + Text(view.Asks);

    private static string Text(IEnumerable<BookLevel> levels) =>
        string.Join(' ', levels.Select(static level => $"{level.Price}x{level.Size}"));

    private static void AssertAccount(ClientBook book)
    {
        // The harness numbers the records of a symbol by twos.
        var proof = book.Integrity;
        Assert.True(proof is { IsIntact: true, IsAccountComplete: true, AccountRestarts: 0 }, $"{book}: {proof}");
        Assert.Equal((proof.LastVersion - proof.FirstVersion) / 2, proof.MergedTotal);
    }

    private sealed class Feed(MarketHarness gateway, int seed)
    {
        private readonly SimulatedMarket _market = new(new SimulationOptions { Instruments = Symbols, Seed = seed });
        private readonly FeedUpdate _update = new();

        /// <summary>The offset of the last record of each symbol.</summary>
        public Dictionary<(FeedTopic Topic, string Symbol), long> Last { get; } = [];

        public void Run(int records)
        {
            for (var i = 0; i < records; i++)
            {
                Assert.True(_market.TryNext(Forever, _update, out var topic, out var instrument));
                Last[(topic, instrument.Symbol)] = gateway.Apply(topic, instrument.Symbol, _update);
            }
        }
    }
}
