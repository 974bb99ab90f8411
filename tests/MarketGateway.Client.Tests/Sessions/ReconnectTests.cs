using System.Net.WebSockets;
using MarketGateway.Client.Tests.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>Losing a gateway, and coming back from where the streams stood.</summary>
public sealed class ReconnectTests
{
    internal static readonly ReconnectBackoff Soon = new()
    {
        Min = TimeSpan.FromMilliseconds(1),
        Max = TimeSpan.FromMilliseconds(2),
    };

    [Theory]
    [InlineData(4000)]
    [InlineData(4002)]
    [InlineData(1001)]
    [InlineData(1011)]
    public async Task A_session_that_ends_is_resumed_with_versions_and_edges(int code)
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { Reconnect = Soon });
        var (first, book) = await MarketClientTests.SubscribeAsync(gateway, client, depth: 2);

        await first.CloseAsync(code, "test");
        var second = await gateway.WelcomeAsync();
        var request = await second.ExpectAsync("subscribe");
        Assert.Equal("""{"epoch":"e1","streams":{"ESH4":[41,474975,475050,"0.2.0"]}}""", request["resume"]!.ToJsonString());
        Assert.Equal(StreamState.Syncing, book.State);

        BookLevel[] bids = [new(475000, 5), new(474975, 3)];
        var checksum = BookScript.Checksum(bids, [.. book.View().Asks]);
        await second.AcknowledgeAsync(
            request, "ESH4", 12, "delta", BookScript.Delta(12, 41, 44, [bids[0]], [], checksum, merged: 3));

        await Eventually.HoldsAsync("the book goes on", () => book.Version == 44);
        Assert.Equal(StreamState.Live, book.State);
        Assert.Equal(3, book.Integrity.MergedTotal);
        Assert.True(book.Integrity is { IsIntact: true, IsAccountComplete: true, AccountRestarts: 0 });
        Assert.Equal(2, client.Totals.Sessions);
    }

    [Fact]
    public async Task In_a_new_epoch_nothing_is_offered_and_the_account_begins_anew()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { Reconnect = Soon });
        var (first, book) = await MarketClientTests.SubscribeAsync(gateway, client);

        await first.CloseAsync(4002, "internal_error");
        var second = await gateway.WelcomeAsync("e2");
        var request = await second.ExpectAsync("subscribe");
        Assert.False(request.ContainsKey("resume"));
        await second.AcknowledgeAsync(
            request, "ESH4", 1, "snapshot", BookScript.Snapshot(1, 3, [new BookLevel(475000, 1)], []));

        await Eventually.HoldsAsync("the new book is there", () => book.Version == 3);
        Assert.Equal((3L, "e2"), (book.Integrity.FirstVersion!.Value, client.Epoch));
    }

    [Theory]
    [InlineData(4500)]
    [InlineData(4502)]
    public async Task An_ending_that_says_do_not_come_back_is_final(int code)
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { Reconnect = Soon });
        var (session, _) = await MarketClientTests.SubscribeAsync(gateway, client);
        await using var changes = client.ReadAllAsync().GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());

        await session.CloseAsync(code, "because");

        var end = await client.Completion.WaitAsync(Eventually.Patience);
        Assert.Equal((code, false), (end.Code, end.CanReconnect));
        Assert.Equal((ClientState.Closed, $"because ({code})"), (client.State, client.StateReason));
        var error = await Assert.ThrowsAsync<MarketRequestException>(async () =>
        {
            while (await changes.MoveNextAsync())
            {
            }
        });
        Assert.Contains("because", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Told_to_go_away_the_client_leaves_for_another_replica_after_the_time_it_was_told()
    {
        var time = new FakeTimeProvider();
        await using var draining = await ScriptedGateway.StartAsync();
        await using var other = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(other.Options with
        {
            Urls = [draining.Url, other.Url],
            TimeProvider = time,
            Reconnect = Soon,
            CloseTimeout = Eventually.Patience,
        });
        var (first, book) = await MarketClientTests.SubscribeAsync(draining, client);

        await first.SendAsync("""{"op":"goaway","reason":"draining","reconnectMs":1500}""");
        time.Advance(TimeSpan.FromSeconds(1));
        await first.SendAsync(BookScript.Delta(7, 41, 42, [], [], book.View().Checksum));
        await Eventually.HoldsAsync("it still reads meanwhile", () => book.Version == 42);
        time.Advance(TimeSpan.FromSeconds(0.5));
        await first.HeartbeatAsync();
        await first.SendAsync(BookScript.Delta(7, 42, 43, [], [], book.View().Checksum));
        await Eventually.HoldsAsync("it reads on", () => book.Version == 43);
        var advancing = Eventually.HoldsAsync("it left", () => client.State == ClientState.Connecting, time);
        await first.ExpectCloseAsync(WebSocketCloseStatus.NormalClosure);
        await advancing;

        var arriving = other.WelcomeAsync();
        await Eventually.HoldsAsync("it came to the other", () => arriving.IsCompleted, time);
        var request = await (await arriving).ExpectAsync("subscribe");
        Assert.Equal("""{"ESH4":[43,null,null,"0.2.0"]}""", request["resume"]!["streams"]!.ToJsonString());
    }

    [Fact]
    public async Task A_gateway_without_heartbeats_is_stale_then_dead()
    {
        var time = new FakeTimeProvider();
        await using var silent = await ScriptedGateway.StartAsync();
        await using var other = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(other.Options with
        {
            Urls = [silent.Url, other.Url],
            TimeProvider = time,
            Jitter = static () => 0.5,
        });
        await MarketClientTests.SubscribeAsync(silent, client);

        // The silence begins when the client has applied the last flush and waits for the next, a moment from now.
        var before = time.GetUtcNow();
        await Eventually.HoldsAsync("it is stale", () => client.State == ClientState.Stale, time);
        Assert.True(time.GetUtcNow() - before >= TimeSpan.FromSeconds(1.5));
        await Eventually.HoldsAsync("it gave up", () => client.State == ClientState.Connecting, time);
        Assert.True(time.GetUtcNow() - before >= TimeSpan.FromSeconds(3));
        Assert.Contains("no sign of life", client.StateReason, StringComparison.Ordinal);

        var arriving = other.WelcomeAsync();
        await Eventually.HoldsAsync("it came to the other", () => arriving.IsCompleted, time);
        await (await arriving).ExpectAsync("subscribe");
    }

    [Fact]
    public async Task A_flush_that_cannot_be_read_ends_the_session_and_is_told()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { Reconnect = Soon });
        var (first, _) = await MarketClientTests.SubscribeAsync(gateway, client);

        await first.SendAsync("[2,7,41]");
        var second = await gateway.WelcomeAsync();
        await second.ExpectAsync("subscribe");

        Assert.IsType<WireFormatException>(client.LastError);
    }

    [Fact]
    public void Waits_grow_with_full_jitter_up_to_the_limit()
    {
        var backoff = new ReconnectBackoff { Min = TimeSpan.FromSeconds(1), Max = TimeSpan.FromSeconds(10) };

        Assert.Equal(TimeSpan.Zero, backoff.Delay(3, 0));
        Assert.Equal(TimeSpan.FromSeconds(0.5), backoff.Delay(0, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(4), backoff.Delay(3, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(5), backoff.Delay(1000, 0.5));
    }
}
