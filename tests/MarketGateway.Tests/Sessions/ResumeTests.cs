using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>Going on where an earlier connection stood, on one gateway fed by hand.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task Inside_the_journal_a_delta_comes_and_outside_a_snapshot_as_told()
    {
        await using var scene = await Scene.StartAsync("--Market:JournalLengthMax", "64");
        foreach (var symbol in (string[])["NEAR", "FAR", "SAME"])
        {
            scene.Feed.Define(symbol);
            scene.Feed.Snapshot(symbol, levels: 30);
        }

        var before = await scene.ConnectAsync();
        await before.RequestAsync(ResumeOffers.Subscribe("book", ["NEAR", "FAR", "SAME"], earlier: null, depth: 10));
        await scene.HoldsTheTruthAsync(before);
        await before.DisposeAsync();
        for (var number = 0; number < 40; number++)
        {
            scene.Feed.Delta("FAR", 1 + (number % 20), 500 + number, 500 + number);
        }

        scene.Feed.Delta("NEAR", 2, 0, 0);
        var after = await scene.ConnectAsync();
        after.Continue(before);
        var answer = await after.RequestAsync(ResumeOffers.Subscribe("book", ["NEAR", "FAR", "SAME"], before, depth: 10));
        Assert.Equal(["NEAR", "SAME"], answer["resumed"]!.AsArray().Select(entry => (string)entry![0]!));
        Assert.Equal(
            ["FAR snapshot"], answer["streams"]!.AsArray().Select(entry => $"{entry!["symbol"]} {entry["start"]}"));
        await scene.HoldsTheTruthAsync(after);
        Assert.Equal([0, 1], after.Book("NEAR").Applied[1..3]);
        Assert.Equal([1, 0], after.Book("FAR").Applied[1..3]);
        Assert.Equal([0, 0], after.Book("SAME").Applied[1..3]);
        scene.AccountsAddUp(after);
        Assert.Equal((1, 40, 0), (after.Book("NEAR").Account, after.Book("FAR").Account, after.Book("SAME").Account));
    }

    [Fact]
    public async Task What_goes_on_is_acknowledged_in_full_where_its_client_could_not_know_the_terms()
    {
        await using var scene = await Scene.StartAsync("--Sessions:DepthMax", "20");
        foreach (var symbol in (string[])["LIVE", "BAD"])
        {
            scene.Feed.Define(symbol, priceScale: 3);
            scene.Feed.Snapshot(symbol, levels: 30);
        }

        scene.Feed.Lose("BAD");
        scene.Feed.Delta("BAD", 1, 5, 5);
        var before = await scene.ConnectAsync();
        await before.RequestAsync(ResumeOffers.Subscribe("book", ["*"], earlier: null, depth: 20));
        await scene.HoldsTheTruthAsync(before);
        var asked = ResumeOffers.Subscribe("book", ["*"], before, depth: 20);

        var after = await scene.ConnectAsync();
        after.Continue(before);
        var answer = await after.RequestAsync(asked.DeepClone());
        Assert.Equal("[\"LIVE\",2,0]", Brief(answer));
        Assert.Equal("BAD gapped delta", InFull(answer));
        await scene.HoldsTheTruthAsync(after);

        // The depth is brought down to what the client holds: it may go on, but has to be told.
        var greedy = await scene.ConnectAsync();
        greedy.Continue(before);
        asked["depth"] = 25;
        answer = await greedy.RequestAsync(asked.DeepClone());
        Assert.Equal("", Brief(answer));
        Assert.Equal("LIVE live delta, BAD gapped delta", InFull(answer));
        await scene.HoldsTheTruthAsync(greedy);

        // Without an id nobody could say which request the parameters are those of.
        var nameless = await scene.ConnectAsync();
        nameless.Continue(before);
        asked["depth"] = 20;
        await nameless.SendAsync(asked);
        answer = await nameless.HasAsync("its streams", message => message is JsonObject && (string?)message["op"] == "subscribed");
        Assert.Equal("LIVE live delta, BAD gapped delta", InFull(answer));
        await scene.HoldsTheTruthAsync(nameless);

        static string Brief(JsonNode answer) => string.Concat(answer["resumed"]!.AsArray().Select(entry =>
            new JsonArray([(string)entry![0]!, (int)entry[2]!, (int)entry[3]!]).ToJsonString()));
        static string InFull(JsonNode answer) => string.Join(", ", answer["streams"]!.AsArray().Select(entry =>
            $"{entry!["symbol"]} {entry["state"]} {entry["start"]}"));
    }

    [Fact]
    public async Task Versions_of_another_log_are_answered_by_snapshots_and_a_new_account()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A", levels: 9);
        var stays = await scene.ConnectAsync();
        var leaves = await scene.ConnectAsync();
        await stays.RequestAsync(ResumeOffers.Subscribe("book", ["*"], earlier: null));
        await leaves.RequestAsync(ResumeOffers.Subscribe("book", ["A"], earlier: null));
        await scene.HoldsTheTruthAsync(stays);
        await scene.HoldsTheTruthAsync(leaves);
        await leaves.DisposeAsync();

        scene.Feed.BeginEpoch("recreated");
        scene.Feed.Define("A", priceScale: 2);
        scene.Feed.Snapshot("A", levels: 3);
        await stays.HasAsync("of the new log", message => message is JsonObject && (string?)message["op"] == "epoch");
        await scene.HoldsTheTruthAsync(stays);
        Assert.Equal(3, stays.Book("A").Bids.Count);

        var returns = await scene.ConnectAsync();
        var answer = await returns.RequestAsync(ResumeOffers.Subscribe("book", ["A"], leaves));
        Assert.Equal("snapshot", (string)answer["streams"]![0]!["start"]!);
        await scene.HoldsTheTruthAsync(returns);
        Assert.Equal(0, returns.Book("A").Account);
    }

    [Fact]
    public async Task A_symbol_that_moves_to_another_partition_begins_anew_for_everybody()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A", levels: 9);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(ResumeOffers.Subscribe("book", ["A"], earlier: null));
        await scene.HoldsTheTruthAsync(client);
        scene.Feed.Snapshot("A", levels: 4, partition: 1);
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal((4, 2), (client.Book("A").Bids.Count, client.Book("A").Applied[1]));
        Assert.Equal(0, client.Book("A").Account);
    }

    /// <remarks>Every byte of either socket counts: welcome, acknowledgements, data, heartbeats, and frame headers.</remarks>
    [Theory]
    [InlineData(2_000, 10)]
    [InlineData(5_000, 4)]
    public async Task To_resume_a_watch_list_of_500_after_two_seconds_costs_a_fraction_of_snapshots(
        int updatesPerSecond, int fraction)
    {
        await using var scene = await Scene.StartForLongAsync();
        var market = new SimulatedMarket(
            new SimulationOptions { Instruments = 500, UpdatesPerSecond = updatesPerSecond, MarketBurstInterval = TimeSpan.FromHours(1) });
        Feed(scene, market, TimeSpan.FromSeconds(20));
        var before = await scene.ConnectAsync(new WireClientOptions { KeepsMessages = false });
        await before.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "*" } });
        await scene.HoldsTheTruthAsync(before);
        await before.DisposeAsync();

        var updates = Feed(scene, market, TimeSpan.FromSeconds(2));
        var resumed = await scene.ConnectAsync(new WireClientOptions { KeepsMessages = false });
        resumed.Continue(before);
        var request = ResumeOffers.Subscribe("book", ["*"], before);
        await resumed.RequestAsync(request);
        await scene.HoldsTheTruthAsync(resumed);
        var fresh = await scene.ConnectAsync(new WireClientOptions { KeepsMessages = false });
        await fresh.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "*" } });
        await scene.HoldsTheTruthAsync(fresh);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{updates} updates in 2 s; data: {resumed.DataBytes} B resumed, {fresh.DataBytes} B fresh; "
            + $"all: {resumed.BytesRead} B resumed, {fresh.BytesRead} B fresh ({100.0 * resumed.BytesRead / fresh.BytesRead:0.0} %); "
            + $"the offer {request.ToJsonString().Length} B as JSON");
        Assert.Equal((500, 500), (resumed.Streams.Count, fresh.Streams.Count));
        Assert.True(resumed.BytesRead * fraction < fresh.BytesRead, $"{resumed.BytesRead} B resumed, {fresh.BytesRead} B fresh");
    }

    private static int Feed(Scene scene, SimulatedMarket market, TimeSpan time)
    {
        var update = new FeedUpdate();
        var until = market.Now + time;
        var count = 0;
        while (market.TryNext(until, update, out var topic, out var instrument))
        {
            scene.Gateway.Apply(topic, instrument.Symbol, update);
            count++;
        }

        return count;
    }
}
