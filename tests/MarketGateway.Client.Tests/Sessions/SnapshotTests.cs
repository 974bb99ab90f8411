using System.Text.Json.Nodes;
using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>States that are asked for once.</summary>
public sealed class SnapshotTests
{
    private static readonly BookLevel[] Bids = [new(475000, 12), new(474975, 3)];
    private static readonly BookLevel[] Asks = [new(475025, 9), new(475050, 1)];

    [Fact]
    public async Task A_snapshot_is_complete_when_all_that_is_not_loading_has_come()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;

        var asking = client.SnapshotBookAsync(["ESH4", "ESM4", "NOPE"], new SubscriptionOptions { Depth = 2 });
        var request = await session.ExpectAsync("snapshot");
        Assert.Equal(2, (int)request["depth"]!);
        await session.SendAsync($$"""
            {"op":"snapshot","id":{{request["id"]}},"streams":[{{Entry("ESH4", 3)}},{{Entry("ESM4", 4, "loading")}}],
             "errors":[{"symbol":"NOPE","code":"unknown_symbol","message":"no such symbol"}],"patterns":[],"more":false}
            """);
        Assert.False(asking.IsCompleted);
        await session.SendAsync(BookScript.Snapshot(3, 41, Bids, Asks));
        var snapshot = await asking;

        Assert.Equal("unknown_symbol", Assert.Single(snapshot.Errors).Code);
        Assert.Equal((41L, StreamState.Live), (snapshot["ESH4"].Version!.Value, snapshot["ESH4"].State));
        Assert.Equal(Bids, snapshot["ESH4"].View().Bids);
        Assert.Equal((null, StreamState.Loading), (snapshot["ESM4"].Version, snapshot["ESM4"].State));
    }

    [Fact]
    public async Task A_symbol_is_found_in_whichever_form_it_was_typed()
    {
        Assert.SkipUnless("e\u0301".Normalize() == "\u00e9", "a process without globalization has no normal forms");
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;

        var asking = client.SnapshotBookAsync(["Cafe\u0301"], new SubscriptionOptions { Depth = 2 });
        var request = await session.ExpectAsync("snapshot");
        Assert.Equal("Caf\u00e9", (string)request["symbols"]![0]!);
        await session.SendAsync($$"""
            {"op":"snapshot","id":{{request["id"]}},"streams":[{{Entry("Caf\u00e9", 3)}}],"errors":[],"patterns":[],"more":false}
            """);
        await session.SendAsync(BookScript.Snapshot(3, 41, Bids, Asks));
        var snapshot = await asking;

        Assert.Same(snapshot["Caf\u00e9"], snapshot["Cafe\u0301"]);
    }

    [Fact]
    public async Task A_session_that_ends_before_the_snapshot_is_an_exception()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;

        var asking = client.SnapshotTradesAsync(["ESH4"], new SubscriptionOptions { History = 3 });
        var request = await session.ExpectAsync("snapshot");
        Assert.Equal(3, (int)request["history"]!);
        await session.CloseAsync(4002, "internal_error");

        await Assert.ThrowsAsync<MarketRequestException>(() => asking);
    }

    private static string Entry(string symbol, int stream, string state = "live") => JsonNode.Parse($$"""
        {"symbol":"{{symbol}}","stream":{{stream}},"channel":"book","depth":0,"intervalMs":0,"history":0,"grouping":0,
         "fields":0,"minPriceMove":0,"minTradeSize":0,"priceScale":2,"sizeScale":0,"tickSize":25,"state":"{{state}}",
         "reason":"ok","since":1,"start":"snapshot"}
        """)!.ToJsonString();
}
