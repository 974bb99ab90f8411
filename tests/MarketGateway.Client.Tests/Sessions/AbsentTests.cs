using System.Text.Json.Nodes;
using MarketGateway.Client.Tests.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>A symbol that was served before, and that the gateway of the next session does not know.</summary>
public sealed class AbsentTests
{
    private static readonly ReconnectBackoff Soon = new()
    {
        Min = TimeSpan.FromMilliseconds(1),
        Max = TimeSpan.FromMilliseconds(2),
    };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_symbol_that_was_named_is_asked_for_again_until_it_is_known()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { TimeProvider = _time, Reconnect = Soon });
        var (first, book) = await MarketClientTests.SubscribeAsync(gateway, client);
        var second = await ReturnAsync(gateway, first);

        await RefuseAsync(client, second, await second.ExpectAsync("subscribe"));
        await Eventually.HoldsAsync("it waits", () => book is { State: StreamState.Syncing, Reason: "unknown_symbol" });
        foreach (var seconds in (int[])[1, 2, 4, 8, 16])
        {
            await PassAsync(client, second, seconds - 1);
            await AsksNothingAsync(client, second);
            await PassAsync(client, second, 1);
            await RefuseAsync(client, second, await ExpectAgainAsync(second));
        }

        await Eventually.HoldsAsync("it is over", () => book is { State: StreamState.Ended, Reason: "unknown_symbol" });
        await Eventually.HoldsAsync("nothing else is wanting", () => client.State == ClientState.Live);

        await PassAsync(client, second, 30);
        await second.AcknowledgeAsync(
            await ExpectAgainAsync(second), "ESH4", 9, "snapshot", BookScript.Snapshot(9, 77, [new(475000, 1)], []));
        await Eventually.HoldsAsync("it is back", () => book is { State: StreamState.Live, Version: 77 });
    }

    [Fact]
    public async Task A_symbol_that_a_pattern_found_is_waited_for_and_then_over_until_the_pattern_finds_it_again()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { TimeProvider = _time, Reconnect = Soon });
        var connecting = client.ConnectAsync();
        var first = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeBookAsync(["ES*"]);
        await first.AcknowledgeAsync(
            await first.ExpectAsync("subscribe"), "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, [new(475000, 1)], []));
        var book = (await subscribing)["ESH4"];
        var second = await ReturnAsync(gateway, first);

        var request = await second.ExpectAsync("subscribe");
        await second.SendAsync($$"""
            {"op":"subscribed","id":{{request["id"]}},"streams":[],"resumed":[],"errors":[],
             "patterns":[{"pattern":"ES*","matched":0}],"more":false}
            """);
        await Eventually.HoldsAsync("it waits", () => book is { State: StreamState.Syncing, Reason: "unknown_symbol" });
        await PassAsync(client, second, 31);
        await Eventually.HoldsAsync("it is over", () => book is { State: StreamState.Ended, Reason: "unknown_symbol" });
        await Eventually.HoldsAsync("nothing else is wanting", () => client.State == ClientState.Live);
        await AsksNothingAsync(client, second);

        await second.AcknowledgeAsync(request, "ESH4", 9, "snapshot", BookScript.Snapshot(9, 77, [new(475000, 1)], []));
        await Eventually.HoldsAsync("it is back", () => book is { State: StreamState.Live, Version: 77 });
    }

    private async Task<ScriptedSession> ReturnAsync(ScriptedGateway gateway, ScriptedSession first)
    {
        await first.CloseAsync(4002, "restarted");
        var arriving = gateway.WelcomeAsync();
        await Eventually.HoldsAsync("it came back", () => arriving.IsCompleted, _time);
        return await arriving;
    }

    /// <summary>Lets time pass as a live gateway does: with a heartbeat each second.</summary>
    private async Task PassAsync(MarketClient client, ScriptedSession session, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            var flushes = client.Totals.Flushes;
            _time.Advance(TimeSpan.FromSeconds(1));
            await session.HeartbeatAsync();
            await Eventually.HoldsAsync("the heartbeat came", () => client.Totals.Flushes > flushes);
        }
    }

    /// <summary>Shows that nothing was asked so far: the next request is one that the test itself makes.</summary>
    private static async Task AsksNothingAsync(MarketClient client, ScriptedSession session)
    {
        var authenticating = client.AuthAsync("t");
        var request = await session.ExpectAsync("auth");
        await session.SendAsync($$"""{"op":"authenticated","id":{{request["id"]}},"principal":"p"}""");
        await authenticating;
    }

    private static async Task<JsonObject> ExpectAgainAsync(ScriptedSession session)
    {
        var request = await session.ExpectAsync("subscribe");
        Assert.Equal("""["ESH4"]""", request["symbols"]!.ToJsonString());
        return request;
    }

    /// <summary>Says that there is no such symbol; the wait for the next attempt begins when the client has read it.</summary>
    private static async Task RefuseAsync(MarketClient client, ScriptedSession session, JsonObject request)
    {
        var flushes = client.Totals.Flushes;
        await session.SendAsync($$"""
            {"op":"subscribed","id":{{request["id"]}},"streams":[],"resumed":[],"patterns":[],"more":false,
             "errors":[{"symbol":"ESH4","code":"unknown_symbol","message":"no such symbol"}]}
            """);
        await Eventually.HoldsAsync("the answer was read", () => client.Totals.Flushes > flushes);
    }
}
