using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>Connecting, subscribing and reading, against a gateway that follows a script.</summary>
public sealed class MarketClientTests
{
    private static readonly BookLevel[] Bids = [new(475000, 12), new(474975, 3)];
    private static readonly BookLevel[] Asks = [new(475025, 9), new(475050, 1)];

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task A_subscription_is_answered_per_symbol_and_the_book_follows(WireEncoding encoding)
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with
        {
            Encoding = encoding,
            Name = "test",
            MaxBytesPerSecond = 5000,
        });
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        Assert.Equal("test", (string)session.Hello["client"]!);
        Assert.Equal(5000, (int)session.Hello["maxBytesPerSecond"]!);

        var subscribing = client.SubscribeBookAsync(["ESH4", "NOPE"], depth: 2, TimeSpan.FromMilliseconds(100));
        var request = await session.ExpectAsync("subscribe");
        Assert.Equal(2, (int)request["depth"]!);
        Assert.Equal(100, (int)request["intervalMs"]!);
        await session.SendAsync($$"""
            {"op":"subscribed","id":{{request["id"]}},"streams":[],"patterns":[],"more":true,
             "errors":[{"symbol":"NOPE","code":"unknown_symbol","message":"no such symbol"}]}
            """);
        await session.AcknowledgeAsync(request, "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, Asks));
        var books = await subscribing;

        await Eventually.HoldsAsync("the book is live", () => client.State == ClientState.Live);
        Assert.Equal(new SymbolError("NOPE", "unknown_symbol", "no such symbol"), Assert.Single(books.Errors));
        Assert.Contains("no such symbol", Assert.Throws<KeyNotFoundException>(() => books["NOPE"]).Message, default);
        var view = books["ESH4"].View();
        Assert.Equal((41L, StreamState.Live), (view.Version!.Value, view.State));
        Assert.Equal(Bids, view.Bids);
        Assert.Equal(Asks, view.Asks);
        Assert.Equal(4750.25m, books["ESH4"].PriceOf(books["ESH4"].BestAsk!.Value.Price));
    }

    [Fact]
    public async Task Nobody_there_is_one_sentence_with_the_address()
    {
        await using var client = new MarketClient(new MarketClientOptions
        {
            Urls = [new Uri("ws://127.0.0.1:1/v1/stream")],
        });

        var error = await Assert.ThrowsAsync<GatewayUnreachableException>(() => client.ConnectAsync());

        Assert.Contains("ws://127.0.0.1:1/v1/stream", error.Message, StringComparison.Ordinal);
        Assert.Equal(ClientState.Closed, client.State);
    }

    [Fact]
    public async Task A_request_that_is_refused_as_a_whole_is_an_exception_with_its_code()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;

        var subscribing = client.SubscribeQuoteAsync(["ESH4"]);
        var request = await session.ExpectAsync("subscribe");
        await session.SendAsync($$"""
            {"op":"error","id":{{request["id"]}},"code":"rate_limited","message":"too many requests"}
            """);

        Assert.Equal("rate_limited", (await Assert.ThrowsAsync<MarketRequestException>(() => subscribing)).Code);
    }

    [Fact]
    public async Task A_large_subscription_is_asked_for_in_requests_that_the_gateway_takes()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync(requestBytes: 2048);
        await connecting;
        var symbols = Enumerable.Range(0, 500).Select(static number => $"SYM{number:000}").ToArray();

        var subscribing = client.SubscribeQuoteAsync([.. symbols, "ES*"]);
        var asked = new List<string>();
        while (asked.Count < 501)
        {
            var request = await session.ExpectAsync("subscribe");
            Assert.True(request.ToJsonString().Length <= 2048);
            asked.AddRange(request["symbols"]!.AsArray().Select(static symbol => (string)symbol!));
            await session.SendAsync($$"""
                {"op":"subscribed","id":{{request["id"]}},"streams":[],"errors":[],"patterns":[],"more":false}
                """);
        }

        await subscribing;
        Assert.Equal([.. symbols, "ES*"], asked);
    }

    [Fact]
    public async Task A_reader_that_takes_its_time_sees_many_messages_as_one_change()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var (session, book) = await SubscribeAsync(gateway, client);
        await using var changes = client.ReadAllAsync().GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal((null, 41L), (changes.Current.From, changes.Current.To!.Value));

        for (var version = 41; version < 51; version++)
        {
            var bids = Bids.Append(new BookLevel(474950, version)).ToArray();
            await session.SendAsync(BookScript.Delta(
                7, version, version + 1, [bids[2]], [], BookScript.Checksum(bids, Asks)));
        }

        await Eventually.HoldsAsync("ten deltas were applied", () => book.Version == 51);
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(new StreamChange(book, 41, 51, 10), changes.Current);
        Assert.Equal(10, book.Integrity.MergedTotal);
    }

    [Fact]
    public async Task Trades_come_one_by_one_and_roll_ups_are_told_apart()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { TradesKept = 2 });
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;

        var subscribing = client.SubscribeTradesAsync(["ESH4"], history: 1);
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 3, "snapshot", "[5,3,null,6,0,1,[[6,1,475025,1,1,70]]]");
        var trades = (await subscribing)["ESH4"];
        await session.SendAsync(
            "[6,3,6,90,5,1,8,4750250000,475025,475000,11,0,0,[]]",
            "[5,3,90,92,2,1,[[91,1,475000,1,2,null],[92,1,475025,3,1,8]]]");

        await Eventually.HoldsAsync("the trades are there", () => trades.Version == 92);
        Assert.Equal([91L, 92L], trades.Recent().Select(static trade => trade.Version));
        Assert.Equal([92L], trades.Recent(after: 91).Select(static trade => trade.Version));
        Assert.Equal((3L, 5L, 8L), (trades.Count, trades.RolledUp, trades.LastRollup!.Value.Volume!.Value));
        Assert.True(trades.Integrity is { MergedTotal: 7, UnknownJumps: 0, Rollups: 1 });
    }

    [Fact]
    public async Task Trades_are_kept_as_they_stand_and_what_became_of_them_can_be_read()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;

        var subscribing = client.SubscribeTradesAsync(["ESH4"], history: 2);
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"),
            "ESH4",
            3,
            "snapshot",
            "[5,3,null,6,0,1,[[5,1,475000,1,1,69],[6,1,475025,1,1,70]]]");
        var trades = (await subscribing)["ESH4"];
        await session.SendAsync(
            "[7,3,6,7,1,2,69]",
            "[7,3,7,8,1,2,69]",
            "[8,3,8,9,1,3,70,475050,4,2]",
            "[6,3,9,90,5,1,8,4750250000,475025,475000,11,1,2,[[10,3,70,475055,5,1],[11,3,99],[12,4,98,1,1,1]]]");

        await Eventually.HoldsAsync("the roll-up is there", () => trades.Version == 90);
        var kept = Assert.Single(trades.Recent());
        Assert.Equal((6L, 475055L, 5L, true), (kept.Version, kept.Price, kept.Size, kept.IsCorrected));
        Assert.Equal((3L, 3L, 2L, 2L), (trades.Cancels, trades.Corrections, trades.Count, trades.RolledUp));
        Assert.Equal(
            [8L, 9L, 10L, 11L, 12L], trades.RecentAmendments(after: 7).Select(static amendment => amendment.Version));
        Assert.True(trades.Integrity is { MergedTotal: 8, UnknownJumps: 0, IsIntact: true });
    }

    [Fact]
    public async Task A_ping_is_answered_and_disposing_says_goodbye()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        var client = new MarketClient(gateway.Options with { CloseTimeout = Eventually.Patience });
        var (session, book) = await SubscribeAsync(gateway, client);

        var pinging = client.PingAsync();
        var ping = await session.ExpectAsync("ping");
        await session.SendAsync($$"""{"op":"pong","id":{{ping["id"]}},"time":5}""");
        Assert.True(await pinging > TimeSpan.Zero);

        var disposing = client.DisposeAsync();
        await session.ExpectCloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure);
        await disposing;
        Assert.Equal((ClientState.Closed, "disposed"), (client.State, client.StateReason));
        Assert.Equal(StreamState.Syncing, book.State);
    }

    [Fact]
    public async Task Nothing_comes_of_a_subscription_that_was_ended()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeBookAsync(["ESH4"]);
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, Asks));
        var books = await subscribing;

        var ending = client.UnsubscribeAsync(books);
        var request = await session.ExpectAsync("unsubscribe");
        Assert.Equal("[7]", request["streams"]!.ToJsonString());
        await session.SendAsync($$"""{"op":"unsubscribed","id":{{request["id"]}},"streams":[7],"errors":[]}""");
        await ending;

        Assert.Equal(StreamState.Ended, books["ESH4"].State);
    }

    [Fact]
    public async Task A_new_epoch_voids_what_is_held_and_may_bring_other_scales()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var (session, book) = await SubscribeAsync(gateway, client);

        await session.SendAsync(
            """{"op":"epoch","epoch":"e2"}""",
            """
            {"op":"subscribed","id":null,"streams":[{"symbol":"ESH4","stream":7,"channel":"book","depth":0,
             "intervalMs":0,"history":0,"priceScale":3,"sizeScale":0,"tickSize":250,"state":"live","reason":"ok",
             "since":1,"start":"snapshot"}],"errors":[],"patterns":[],"more":false}
            """,
            BookScript.Snapshot(7, 2, [new BookLevel(4750000, 1)], []));

        await Eventually.HoldsAsync("the new book is there", () => book.Version == 2);
        Assert.Equal(("e2", 4750.000m), (client.Epoch, book.PriceOf(book.BestBid!.Value.Price)));
        Assert.True(book.Integrity is { IsIntact: true, AccountRestarts: 1, MergedTotal: 0, FirstVersion: 2 });
    }

    internal static async Task<(ScriptedSession Session, ClientBook Book)> SubscribeAsync(
        ScriptedGateway gateway, MarketClient client, int depth = 0)
    {
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeBookAsync(["ESH4"], depth);
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, Asks));
        var book = (await subscribing)["ESH4"];
        await Eventually.HoldsAsync("the snapshot was applied", () => client.State == ClientState.Live);
        return (session, book);
    }
}
