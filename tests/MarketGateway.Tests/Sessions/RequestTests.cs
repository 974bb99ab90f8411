using System.Text.Json.Nodes;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>Every request, with its acknowledgement per symbol, over real WebSockets.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task Values_beyond_the_limits_are_clamped_and_the_acknowledgement_says_so()
    {
        await using var scene = await Scene.StartAsync("--Sessions:DepthMax", "50", "--Sessions:HistoryMax", "7");
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A", levels: 80);
        for (var i = 0; i < 20; i++)
        {
            scene.Feed.Trade("A", 100 + i);
        }

        var client = await scene.ConnectAsync();
        var book = await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "book",
            symbols = new[] { "A" },
            depth = 1_000_000,
            intervalMs = 3,
        });
        Assert.Equal((50, 10), ((int)book["streams"]![0]!["depth"]!, (int)book["streams"]![0]!["intervalMs"]!));
        var trade = await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "trade",
            symbols = new[] { "A" },
            history = 100,
            intervalMs = 1_000_000,
        });
        Assert.Equal((7, 60_000), ((int)trade["streams"]![0]!["history"]!, (int)trade["streams"]![0]!["intervalMs"]!));
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal((50, 7), (client.Book("A").Bids.Count, client.Trade("A").Trades.Count));
        var limits = client.Told("welcome")[0]["limits"]!;
        Assert.Equal((50, 7), ((int)limits["depth"]!, (int)limits["history"]!));
    }

    [Fact]
    public async Task A_deeper_depth_is_filled_up_without_a_snapshot_even_while_the_book_is_quiet()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A", levels: 20);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" }, depth = 2 });
        await scene.HoldsTheTruthAsync(client);
        var was = client.Book("A").Number;

        var answer = await client.RequestAsync(new { op = "update", streams = new[] { was }, depth = 10 });
        var entry = answer["streams"]![0]!;
        Assert.Equal((was, 10, "delta"), ((int)entry["was"]!, (int)entry["depth"]!, (string)entry["start"]!));
        await scene.HoldsTheTruthAsync(client);

        await client.RequestAsync(new { op = "update", streams = new[] { client.Book("A").Number }, depth = 3 });
        await scene.HoldsTheTruthAsync(client);
        await client.RequestAsync(new { op = "update", streams = new[] { client.Book("A").Number }, depth = 0 });
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal(20, client.Book("A").Bids.Count);
        Assert.Equal(1, client.Messages.Count(message => message is JsonArray && (int)message[0]! == 1));
    }

    [Fact]
    public async Task An_update_changes_in_place_what_it_can_and_says_when_a_snapshot_follows()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A", levels: 20);
        scene.Feed.Quote("A", 100, 101);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" } });
        await client.RequestAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "A" }, fields = new[] { "bidPrice" } });
        await scene.HoldsTheTruthAsync(client);

        var paced = await UpdateAsync(client, "book", new JsonObject { ["intervalMs"] = 5 });
        Assert.Equal((paced["stream"]!.ToString(), "delta"), (paced["was"]!.ToString(), (string)paced["start"]!));
        Assert.Equal(10, (int)paced["intervalMs"]!);
        var grouped = await UpdateAsync(client, "book", new JsonObject { ["grouping"] = 5 });
        Assert.Equal(("snapshot", 10), ((string)grouped["start"]!, (int)grouped["intervalMs"]!));
        var wider = await UpdateAsync(client, "quote", new JsonObject { ["fields"] = new JsonArray("bidPrice", "askPrice") });
        Assert.Equal("snapshot", (string)wider["start"]!);
        var narrower = await UpdateAsync(client, "quote", new JsonObject { ["fields"] = new JsonArray("askPrice"), ["minPriceMove"] = 2 });
        Assert.Equal(("delta", 2), ((string)narrower["start"]!, (int)narrower["minPriceMove"]!));
        scene.Feed.Delta("A", 3, 77, 77);
        scene.Feed.Quote("A", 110, 111);
        await scene.HoldsTheTruthAsync(client);
        scene.AccountsAddUp(client);

        var refused = await client.RequestAsync(new { op = "update", streams = new[] { client.Quote("A").Number, 4711 }, depth = 3 });
        Assert.Equal(
            [(client.Quote("A").Number.ToString(), "unknown_field"), ("4711", "not_subscribed")],
            Scene.Errors(refused).OrderByDescending(error => error.Code));
        var impossible = await client.RequestAsync(new { op = "update", streams = new[] { client.Quote("A").Number }, fields = new[] { "volume" } });
        Assert.Equal([(client.Quote("A").Number.ToString(), "bad_combination")], Scene.Errors(impossible));
    }

    [Fact]
    public async Task A_snapshot_that_an_update_promised_is_not_lost_to_the_next_update()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A", levels: 20);
        var client = await scene.ConnectAsync(new WireClientOptions { Acknowledges = true });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" } });
        await scene.HoldsTheTruthAsync(client);
        await client.RequestAsync(new { op = "pause" });
        await UpdateAsync(client, "book", new JsonObject { ["grouping"] = 5 });
        var deeper = await UpdateAsync(client, "book", new JsonObject { ["depth"] = 3 });
        Assert.Equal("snapshot", (string)deeper["start"]!);
        scene.Feed.Delta("A", 3, 33, 33);
        await client.RequestAsync(new { op = "resume" });
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal(1, client.Book("A").Account);
    }

    [Fact]
    public async Task A_paused_stream_is_silent_and_resumes_with_one_message_that_closes_the_account()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A");
        scene.Feed.Trade("A", 99);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "hello", heartbeatMs = 250 });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" } });
        await client.RequestAsync(new { op = "subscribe", channel = "trade", symbols = new[] { "A" } });
        await scene.HoldsTheTruthAsync(client);
        await client.RequestAsync(new { op = "pause" });
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            scene.Feed.RandomDelta("A", random);
            scene.Feed.Trade("A", 100 + i);
        }

        var heartbeats = client.Told("heartbeat").Count;
        await client.HasAsync("three heartbeats", _ => client.Told("heartbeat").Count >= heartbeats + 3);
        Assert.Equal((0, 1), (client.Book("A").Applied[2], client.Trade("A").Applied[5]));

        await client.RequestAsync(new { op = "resume", streams = new[] { client.Book("A").Number } });
        await scene.HoldsTheTruthAsync(client, stream => stream.Channel == "book");
        Assert.Equal((2, 200), (client.Book("A").Applied[1] + client.Book("A").Applied[2], client.Book("A").Account));
        await client.RequestAsync(new { op = "resume" });
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal(200, client.Trade("A").Trades.Count);
        await scene.DeliveryClosesAsync();
    }

    [Fact]
    public async Task A_resync_restores_one_stream_keeps_its_account_and_is_limited_in_rate()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A");
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" } });
        await scene.HoldsTheTruthAsync(client);
        var held = client.Book("A");
        scene.Feed.Delta("A", 9, 9, 9);
        await client.RequestAsync(new { op = "resync", streams = new[] { held.Number } });
        await client.HasAsync("the snapshot", _ => held.Applied[1] == 2);
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal(1, held.Account);

        var again = await client.RequestAsync(new { op = "resync", streams = new[] { held.Number } });
        Assert.Equal([(held.Number.ToString(), "rate_limited")], Scene.Errors(again));
        var resyncMs = (int)client.Told("welcome")[0]["limits"]!["resyncMs"]!;
        Assert.Equal(1000, resyncMs);
        Assert.InRange((int)again["errors"]![0]!["retryMs"]!, 1, resyncMs);
        Assert.Equal(1, scene.Gateway.Hub.Counters.Resyncs);
    }

    [Fact]
    public async Task A_snapshot_is_one_message_per_symbol_and_disturbs_no_stream_that_is_held()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Define("LOADING");
        scene.Feed.Snapshot("A", levels: 9);
        scene.Feed.Trade("A", 100);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" }, depth = 5 });
        await scene.HoldsTheTruthAsync(client);
        var held = client.Book("A");
        await client.RequestAsync(new { op = "pause" });
        scene.Feed.Delta("A", 1, 50, 50);
        scene.Feed.Delta("A", 2, 60, 60);

        var answer = await client.RequestAsync(new { op = "snapshot", channel = "book", symbols = new[] { "A", "LOADING", "NONE" }, depth = 5 });
        Assert.Equal(["A", "LOADING"], Scene.Symbols(answer));
        Assert.Equal([("NONE", "unknown_symbol")], Scene.Errors(answer));
        await client.HasAsync("the snapshot", _ => client.Once.Any(once => once.Version is not null));
        var got = client.Once.Single(once => once.Symbol == "A");
        Assert.NotEqual(held.Number, got.Number);
        Assert.Null(Truth.WhatIsWrong(scene.Gateway.Market, got));
        Assert.Equal(0, held.Account);

        await client.RequestAsync(new { op = "resume" });
        await scene.HoldsTheTruthAsync(client);
        await client.RequestAsync(new { op = "snapshot", channel = "trade", symbols = new[] { "A" }, history = 5 });
        await client.HasAsync("the trade", _ => client.Once.Any(once => once.Trades.Count == 1));
        scene.Feed.Delta("A", 3, 70, 70);
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal(1, scene.Gateway.Hub.Sessions.Single().SubscriptionCount);
    }

    [Fact]
    public async Task Nothing_comes_after_unsubscribed_and_what_waited_is_abandoned()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A");
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A*" }, intervalMs = 60_000 });
        await scene.HoldsTheTruthAsync(client);
        scene.Feed.Delta("A", 1, 5, 5);
        scene.Feed.Delta("A", 2, 5, 5);
        var answer = await client.RequestAsync(new { op = "unsubscribe", channel = "book", symbols = new[] { "A*", "B" } });
        Assert.Single(answer["streams"]!.AsArray());
        Assert.Equal([("B", "not_subscribed")], Scene.Errors(answer));
        scene.Feed.Delta("A", 3, 5, 5);
        scene.Feed.Define("A2");
        await client.RequestAsync(new { op = "ping" });
        Assert.Empty(client.Streams);
        Assert.Empty(client.Violations);
        await scene.DeliveryClosesAsync();
    }

    [Fact]
    public async Task Auth_and_ping_are_answered_and_a_nonsense_request_is_named()
    {
        await using var scene = await Scene.StartAsync();
        var client = await scene.ConnectAsync();
        var principal = await client.RequestAsync(new { op = "auth", token = "any" });
        Assert.Equal(("authenticated", "anonymous"), ((string)principal["op"]!, (string)principal["principal"]!));
        Assert.Equal("pong", (string)(await client.RequestAsync(new { op = "ping" }))["op"]!);
        var error = await client.AskAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" }, dept = 3 });
        Assert.Equal("unknown_field", (string)error["code"]!);
        Assert.Contains("dept", (string)error["message"]!, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> UpdateAsync(WireClient client, string channel, JsonObject changes)
    {
        changes["op"] = "update";
        changes["streams"] = new JsonArray(client.Streams.Single(stream => stream.Channel == channel).Number);
        var answer = await client.RequestAsync(changes);
        Assert.Empty(answer["errors"]!.AsArray());
        return answer["streams"]![0]!;
    }
}
