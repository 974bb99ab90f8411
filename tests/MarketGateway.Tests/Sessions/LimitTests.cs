using MarketGateway.Core.Sessions;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>Every limit is told in <c>welcome</c> and named in the error that it causes.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Streams_patterns_and_requests_beyond_the_limits_are_refused_by_name()
    {
        await using var scene = await Scene.StartAsync(
            "--Sessions:SubscriptionsMax", "3", "--Sessions:PatternsMax", "1", "--Sessions:RequestsPerSecondMax", "5");
        foreach (var symbol in (string[])["A", "B", "C", "D"])
        {
            scene.Feed.Define(symbol);
        }

        var client = await scene.ConnectAsync();
        var answer = await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "*" } });
        Assert.Equal(["A", "B", "C"], Scene.Symbols(answer));
        Assert.Equal([("D", "limit_subscriptions")], Scene.Errors(answer));
        Assert.Contains("limits.subscriptions (3)", (string)answer["errors"]![0]!["message"]!, StringComparison.Ordinal);

        var pattern = await client.RequestAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "A*" } });
        Assert.Equal([("A*", "limit_patterns")], Scene.Errors(pattern));
        Assert.Contains("limits.patterns (1)", (string)pattern["errors"]![0]!["message"]!, StringComparison.Ordinal);

        var names = await client.AskAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "A", "B", "C", "D" } });
        Assert.Equal("too_many", (string)names["code"]!);
        Assert.Null(names["retryMs"]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => client.AskAsync(new { op = "ping" })));
        var refused = answers.First(message => (string?)message["code"] == "rate_limited");
        Assert.Contains("limits.requestsPerSecond (5)", (string)refused["message"]!, StringComparison.Ordinal);
        Assert.InRange((int)refused["retryMs"]!, 1, 200);
        var limits = client.Told("welcome")[0]["limits"]!;
        Assert.Equal((3, 1, 5), ((int)limits["subscriptions"]!, (int)limits["patterns"]!, (int)limits["requestsPerSecond"]!));
    }

    [Fact]
    public async Task A_request_that_is_too_large_ends_the_session_with_4501()
    {
        await using var scene = await Scene.StartAsync("--Sessions:RequestBytesMax", "2048");
        var client = await scene.ConnectAsync();
        var welcome = await client.HasAsync("the limits", message => (string?)message["op"] == "welcome");
        Assert.Equal(2048, (int)welcome["limits"]!["requestBytes"]!);
        await client.SendAsync(new { op = "auth", token = new string('x', 3_000) });
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal(4501, client.Closed?.Code);
        Assert.Contains("limits.requestBytes (2048)", client.Closed?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_message_is_refused_and_the_next_one_is_another(bool isJson)
    {
        await using var scene = await Scene.StartAsync();
        var client = await scene.ConnectAsync(new WireClientOptions { IsJson = isJson });
        await client.SendBytesAsync([]);
        await client.SendBytesAsync([]);
        await client.RequestAsync(new { op = "ping" });
        Assert.Equal(["malformed", "malformed"], client.Told("error").Select(error => (string)error["code"]!));
    }

    [Fact]
    public async Task A_text_that_is_half_a_character_is_malformed_and_no_fault_of_the_gateway()
    {
        await using var scene = await Scene.StartAsync();
        var client = await scene.ConnectAsync(new WireClientOptions { IsJson = true });
        await client.SendBytesAsync("""{"op":"subscribe","channel":"quote","symbols":["\udc00*"]}"""u8.ToArray());
        await client.RequestAsync(new { op = "ping" });
        Assert.Equal("malformed", (string)client.Told("error").Single()["code"]!);
    }

    [Fact]
    public async Task A_request_that_does_not_come_to_its_end_in_time_costs_its_connection()
    {
        await using var scene = await Scene.StartAsync("--Sessions:MessageTimeout", "00:00:00.500");
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "ping" });
        await client.SendUnfinishedAsync(1_000);
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Null(client.Closed);
        await Eventually.IsTrueAsync(
            "it is counted", () => scene.Gateway.Hub.Counters.Ended(SessionEndReason.PeerLost) == 1);
    }

    [Fact]
    public async Task A_snapshot_looks_once_for_a_pattern_and_for_no_more_of_them_than_the_limit()
    {
        await using var scene = await Scene.StartAsync("--Sessions:PatternsMax", "2");
        scene.Feed.Define("A");
        var client = await scene.ConnectAsync();
        var symbols = Enumerable.Repeat("*", 1_000).Append("A*").Append("B*").Append("B*");
        var answer = await client.RequestAsync(new { op = "snapshot", channel = "quote", symbols });
        Assert.Equal(["*", "A*"], answer["patterns"]!.AsArray().Select(pattern => (string)pattern!["pattern"]!));
        Assert.Equal([("B*", "limit_patterns")], Scene.Errors(answer));
    }

    [Fact]
    public async Task A_session_beyond_the_limit_is_closed_with_4003()
    {
        await using var scene = await Scene.StartAsync("--Sessions:SessionsMax", "1");
        var first = await scene.ConnectAsync();
        await first.RequestAsync(new { op = "ping" });
        Assert.Equal(1, (int)first.Told("welcome")[0]["limits"]!["sessions"]!);
        var second = await scene.ConnectAsync();
        await second.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((4003, "limits.sessions (1) sessions are open on this replica already"), second.Closed);
        await first.CloseAsync();
        Assert.Equal(1000, first.Closed?.Code);
    }

    [Fact]
    public async Task A_client_that_only_sends_nonsense_is_closed_with_4502()
    {
        await using var scene = await Scene.StartAsync("--Sessions:ErrorsInARowMax", "3");
        var nonsense = await scene.ConnectAsync();
        for (var count = 0; count < 3; count++)
        {
            await nonsense.SendAsync(new { op = "shout" });
        }

        await nonsense.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((4502, "3 requests in a row were refused"), nonsense.Closed);
    }
}
