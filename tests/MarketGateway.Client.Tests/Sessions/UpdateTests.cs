using System.Text.Json.Nodes;
using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>Parameters of a subscription, changed while its streams are held.</summary>
public sealed class UpdateTests
{
    private const string NotSubscribed =
        """[{"stream":7,"code":"not_subscribed","message":"this session does not hold stream 7"}]""";

    private static readonly BookLevel[] Bids = [new(475000, 12), new(474975, 3)];
    private static readonly BookLevel[] Asks = [new(475025, 9), new(475050, 1)];

    [Fact]
    public async Task What_is_asked_for_is_sent_and_what_is_not_is_left_out()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var filter = new SymbolFilter
        {
            Venues = ["XCME", "XNAS"],
            Currencies = ["USD"],
            Attributes = new Dictionary<string, IReadOnlyList<string>> { ["underlying"] = ["ES", "N*"], ["right"] = [] },
            ExpiryFrom = new DateOnly(2026, 12, 1),
        };

        _ = client.SubscribeBookAsync(["E*"], new SubscriptionOptions { Grouping = 4, Filter = filter });
        _ = client.SubscribeQuoteAsync(["E*"], new SubscriptionOptions
        {
            Fields = QuoteFields.BidPrice | QuoteFields.LastTradeAt,
            MinPriceMove = 2,
        });
        _ = client.SubscribeTradesAsync(["E*"], new SubscriptionOptions { MinTradeSize = 50 });

        Assert.Equal(
            """{"op":"subscribe","channel":"book","symbols":["E*"],"depth":0,"grouping":4,"""
                + "\"filter\":{\"venue\":[\"XCME\",\"XNAS\"],\"currency\":[\"USD\"],"
                + "\"attributes\":{\"underlying\":[\"ES\",\"N*\"]},\"expiry\":{\"from\":\"2026-12-01\"}}}",
            WithoutId(await session.ExpectAsync("subscribe")));
        Assert.Equal(
            """{"op":"subscribe","channel":"quote","symbols":["E*"],"minPriceMove":2,"fields":["bidPrice","lastTradeAt"]}""",
            WithoutId(await session.ExpectAsync("subscribe")));
        Assert.Equal(
            """{"op":"subscribe","channel":"trade","symbols":["E*"],"history":0,"minTradeSize":50}""",
            WithoutId(await session.ExpectAsync("subscribe")));
    }

    [Fact]
    public async Task A_parameter_of_another_channel_is_refused_before_it_is_sent()
    {
        await using var client = new MarketClient();

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => client.SubscribeQuoteAsync(["E*"], new SubscriptionOptions { Depth = 5 }));

        Assert.Equal("Depth belongs to channel Book, not Quote", error.Message);
    }

    [Fact]
    public async Task A_smaller_depth_truncates_at_the_next_message_and_the_account_goes_on()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var (session, books) = await SubscribeAsync(gateway, client);

        var updating = client.UpdateAsync(books, new SubscriptionChanges { Depth = 1 });
        var request = await session.ExpectAsync("update");
        Assert.Equal(("[7]", 1), (request["streams"]!.ToJsonString(), (int)request["depth"]!));
        await session.UpdatedAsync(request, "book", 7, 8, "delta");
        Assert.Empty(await updating);
        var book = books["ESH4"];
        Assert.Equal((StreamState.Live, 2), (book.State, book.View().Bids.Count));

        // The best bid goes; the next one was held all the time.
        await session.SendAsync(BookScript.Delta(
            8, 41, 44, [new(475000, 0)], [], BookScript.Checksum([Bids[1]], [Asks[0]]), merged: 2));
        await Eventually.HoldsAsync("the message came", () => book.Version == 44);

        Assert.Equal([Bids[1]], book.View().Bids);
        Assert.Equal([Asks[0]], book.View().Asks);
        Assert.Equal(1, book.Terms.Depth);
        Assert.True(book.Integrity is { IsIntact: true, IsAccountComplete: true, MergedTotal: 2, AccountRestarts: 0 });
    }

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("unsubscribe", "unsubscribed")]
    public async Task A_stream_that_an_update_renumbers_meanwhile_is_asked_about_again(string op, string answered)
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var (session, books) = await SubscribeAsync(gateway, client);
        var updating = client.UpdateAsync(books, new SubscriptionChanges { Depth = 1 });
        var asking = op == "pause" ? client.PauseAsync(books) : client.UnsubscribeAsync(books);
        await session.UpdatedAsync(await session.ExpectAsync("update"), "book", 7, 8, "delta");
        await AnswerAsync(await session.ExpectAsync(op), "[]", NotSubscribed);

        var again = await session.ExpectAsync(op);
        Assert.Equal("[8]", again["streams"]!.ToJsonString());
        await AnswerAsync(again, "[8]", "[]");

        Assert.Empty(await updating);
        await asking;
        Assert.True(op == "pause" ? books["ESH4"].IsPaused : books["ESH4"].State == StreamState.Ended);

        Task AnswerAsync(JsonNode request, string streams, string errors) => session.SendAsync(
            $$"""{"op":"{{answered}}","id":{{(int)request["id"]!}},"streams":{{streams}},"errors":{{errors}}}""");
    }

    [Fact]
    public async Task Another_grouping_is_followed_by_a_snapshot_that_says_what_it_jumps_over()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var (session, books) = await SubscribeAsync(gateway, client);
        BookLevel[] grouped = [new(474900, 15)];

        var updating = client.UpdateAsync(books, new SubscriptionChanges { Grouping = 4 });
        var request = await session.ExpectAsync("update");
        await session.UpdatedAsync(request, "book", 7, 9, "snapshot");
        await updating;
        Assert.Equal(StreamState.Syncing, books["ESH4"].State);
        await session.SendAsync(BookScript.Snapshot(9, 42, grouped, [], from: "41"));
        await session.SendAsync(BookScript.Delta(9, 42, 43, [], [], BookScript.Checksum(grouped, [])));

        var book = books["ESH4"];
        await Eventually.HoldsAsync("the book goes on", () => book.Version == 43);
        Assert.Equal((StreamState.Live, 4), (book.State, book.Terms.Grouping));
        Assert.Equal(grouped, book.View().Bids);
        Assert.True(book.Integrity is { IsIntact: true, IsAccountComplete: true, MergedTotal: 2, AccountRestarts: 0 });
    }

    [Fact]
    public async Task Between_an_update_and_its_snapshot_there_is_nothing_to_resume_from()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { Reconnect = ReconnectTests.Soon });
        var (session, books) = await SubscribeAsync(gateway, client);
        var updating = client.UpdateAsync(books, new SubscriptionChanges { Grouping = 4 });
        await session.UpdatedAsync(await session.ExpectAsync("update"), "book", 7, 9, "snapshot");
        await updating;

        await session.CloseAsync(4002, "internal_error");

        // What is held are levels of another grouping: as a start for this one they would be wrong for ever.
        var subscribe = await (await gateway.WelcomeAsync()).ExpectAsync("subscribe");
        Assert.Equal((4, false), ((int)subscribe["grouping"]!, subscribe.ContainsKey("resume")));
    }

    [Fact]
    public async Task What_the_gateway_refuses_for_all_streams_is_an_exception_and_changes_nothing()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var (session, books) = await SubscribeAsync(gateway, client);

        var updating = client.UpdateAsync(books, new SubscriptionChanges { Grouping = int.MaxValue });
        var request = await session.ExpectAsync("update");
        await session.SendAsync($$"""
            {"op":"updated","id":{{request["id"]}},"streams":[],
             "errors":[{"stream":7,"code":"bad_combination","message":"too coarse"}]}
            """);

        Assert.Equal("bad_combination", (await Assert.ThrowsAsync<MarketRequestException>(() => updating)).Code);
        Assert.Equal(0, books.Options.Grouping);
        Assert.Equal(StreamState.Live, books["ESH4"].State);
    }

    [Fact]
    public async Task Fields_that_come_no_more_have_no_value()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeQuoteAsync(["ESH4"], new SubscriptionOptions { Fields = (QuoteFields)15 });
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 5, "snapshot", QuoteScript.Snapshot(5, 7, 15, [475000, 1, 475025, 2]));
        var quotes = await subscribing;
        await Eventually.HoldsAsync("the quote is there", () => quotes["ESH4"].Version == 7);

        var updating = client.UpdateAsync(
            quotes, new SubscriptionChanges { Fields = QuoteFields.BidPrice | QuoteFields.BidSize });
        var request = await session.ExpectAsync("update");
        await session.UpdatedAsync(request, "quote", 5, 6, "delta", QuoteScript.Delta(6, 7, 8, 1, [475001], held: [475001, 1]));
        await updating;

        var quote = quotes["ESH4"];
        await Eventually.HoldsAsync("the quote goes on", () => quote.Version == 8);
        Assert.Equal((475001L, 1L, null), (quote[QuoteFields.BidPrice], quote[QuoteFields.BidSize], quote[QuoteFields.AskPrice]));
    }

    [Fact]
    public async Task Small_trades_are_counted_although_they_do_not_come()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeTradesAsync(["ESH4"]);
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 3, "snapshot", "[5,3,null,6,0,1,[]]");
        var trades = await subscribing;

        var updating = client.UpdateAsync(trades, new SubscriptionChanges { MinTradeSize = 10 });
        var request = await session.ExpectAsync("update");
        await session.UpdatedAsync(
            request, "trade", 3, 4, "delta", "[5,4,6,11,5,1,[[9,1,475000,12,1,null]]]", "[5,4,11,12,1,1,[]]");
        await updating;

        await Eventually.HoldsAsync("the trades came", () => trades["ESH4"].Version == 12);
        Assert.True(trades["ESH4"].Integrity is { IsIntact: true, MergedTotal: 6 });
        Assert.Equal(1, trades["ESH4"].Count);
    }

    [Fact]
    public async Task Symbols_that_a_pattern_finds_after_an_update_and_a_pause_are_brought_to_it()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeBookAsync(["ES*"]);
        var subscribe = await session.ExpectAsync("subscribe");
        await session.AcknowledgeAsync(subscribe, "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, Asks));
        var books = await subscribing;
        var updating = client.UpdateAsync(books, new SubscriptionChanges { Depth = 5 });
        await session.UpdatedAsync(await session.ExpectAsync("update"), "book", 7, 8, "delta");
        await updating;
        var pausing = client.PauseAsync(books);
        await session.AnswerAsync("paused", await session.ExpectAsync("pause"));
        await pausing;

        // A new symbol comes with what the pattern was given at first, and so does the old one, once more.
        await session.AcknowledgeAsync(subscribe, "ESM4", 10, "snapshot", BookScript.Snapshot(10, 1, Bids, Asks));
        Assert.Equal("[10]", (await session.ExpectAsync("pause"))["streams"]!.ToJsonString());
        var update = await session.ExpectAsync("update");
        Assert.Equal(("[10]", 5), (update["streams"]!.ToJsonString(), (int)update["depth"]!));
        await session.AcknowledgeAsync(subscribe, "ESH4", 11, "snapshot", BookScript.Snapshot(11, 41, Bids, Asks));
        Assert.Equal("[11]", (await session.ExpectAsync("unsubscribe"))["streams"]!.ToJsonString());
        Assert.Equal((41L, 5), (books["ESH4"].Version!.Value, books["ESH4"].Terms.Depth));
        Assert.Equal(0, books["ESH4"].Integrity.AccountRestarts);
    }

    internal static async Task<(ScriptedSession Session, MarketSubscription<ClientBook> Books)> SubscribeAsync(
        ScriptedGateway gateway, MarketClient client, int depth = 0)
    {
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeBookAsync(["ESH4"], depth);
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, Asks));
        var books = await subscribing;
        await Eventually.HoldsAsync("the snapshot was applied", () => books["ESH4"].State == StreamState.Live);
        return (session, books);
    }

    private static string WithoutId(JsonObject request)
    {
        request.Remove("id");
        return request.ToJsonString();
    }
}
