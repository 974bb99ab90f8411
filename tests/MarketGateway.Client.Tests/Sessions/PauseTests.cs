using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>Pauses, and what of pauses, updates and tokens outlives a session.</summary>
public sealed class PauseTests
{
    private static readonly BookLevel[] Bids = [new(475000, 12), new(474975, 3)];
    private static readonly BookLevel[] Asks = [new(475025, 9), new(475050, 1)];
    private static readonly ReconnectBackoff Soon = new()
    {
        Min = TimeSpan.FromMilliseconds(1),
        Max = TimeSpan.FromMilliseconds(2),
    };

    [Fact]
    public async Task A_paused_book_goes_on_with_one_message_when_it_is_resumed()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var (session, books) = await UpdateTests.SubscribeAsync(gateway, client);

        var pausing = client.PauseAsync(books);
        await session.AnswerAsync("paused", await session.ExpectAsync("pause"));
        await pausing;
        Assert.True(books["ESH4"].IsPaused);
        var resuming = client.ResumeAsync(books);
        await session.AnswerAsync(
            "resumed",
            await session.ExpectAsync("resume"),
            BookScript.Delta(7, 41, 90, [], [], BookScript.Checksum(Bids, Asks), merged: 12));
        await resuming;

        await Eventually.HoldsAsync("the book is up to date", () => books["ESH4"].Version == 90);
        Assert.False(books["ESH4"].IsPaused);
        Assert.True(books["ESH4"].Integrity is { IsIntact: true, MergedTotal: 12 });
    }

    [Fact]
    public async Task A_new_session_begins_with_the_updated_parameters_the_pause_and_the_token()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Reconnect = Soon });
        var (first, books) = await UpdateTests.SubscribeAsync(gateway, client, depth: 2);
        var showing = client.AuthAsync("secret");
        var auth = await first.ExpectAsync("auth");
        Assert.Equal("secret", (string)auth["token"]!);
        await first.SendAsync($$"""{"op":"authenticated","id":{{auth["id"]}},"principal":"desk"}""");
        Assert.Equal("desk", await showing);
        var updating = client.UpdateAsync(
            books, new SubscriptionChanges { Depth = 1, Interval = TimeSpan.FromSeconds(1) });
        await first.UpdatedAsync(await first.ExpectAsync("update"), "book", 7, 8, "delta");
        await updating;
        var pausing = client.PauseAsync(books);
        await first.AnswerAsync("paused", await first.ExpectAsync("pause"));
        await pausing;

        // No message has come since the depth is smaller: what is offered is cut to it.
        await first.CloseAsync(4002, "internal_error");
        var second = await gateway.WelcomeAsync();
        Assert.Equal("secret", (string)(await second.ExpectAsync("auth"))["token"]!);
        var request = await second.ExpectAsync("subscribe");
        Assert.Equal((1, 1000), ((int)request["depth"]!, (int)request["intervalMs"]!));
        Assert.Equal("""{"ESH4":[41,475000,475025,"0.2.0"]}""", request["resume"]!["streams"]!.ToJsonString());
        await second.AcknowledgeAsync(request, "ESH4", 12, "delta");
        Assert.Equal("[12]", (await second.ExpectAsync("pause"))["streams"]!.ToJsonString());
        Assert.Equal([Bids[0]], books["ESH4"].View().Bids);
    }

    [Fact]
    public async Task A_depth_that_was_raised_and_not_filled_up_yet_is_not_resumed()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Reconnect = Soon });
        var (first, books) = await UpdateTests.SubscribeAsync(gateway, client, depth: 2);
        var updating = client.UpdateAsync(books, new SubscriptionChanges { Depth = 20 });
        await first.UpdatedAsync(await first.ExpectAsync("update"), "book", 7, 8, "delta");
        await updating;

        await first.CloseAsync(4002, "internal_error");
        var second = await gateway.WelcomeAsync();

        Assert.False((await second.ExpectAsync("subscribe")).ContainsKey("resume"));
    }

    [Fact]
    public async Task Without_a_session_pauses_and_updates_hold_for_the_next_one()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Reconnect = Soon });
        var (first, books) = await UpdateTests.SubscribeAsync(gateway, client);
        await first.CloseAsync(4002, "internal_error");
        await Eventually.HoldsAsync("the session is over", () => books["ESH4"].State == StreamState.Syncing);

        await client.PauseAsync(books);
        Assert.Empty(await client.UpdateAsync(books, new SubscriptionChanges { Grouping = 4 }));

        var second = await gateway.WelcomeAsync();
        var request = await second.ExpectAsync("subscribe");
        if (request["grouping"] is null)
        {
            // The new session had begun meanwhile: then the changes follow.
            await second.AcknowledgeAsync(request, "ESH4", 9, "delta");
            await second.ExpectAsync("pause");
            Assert.Equal(4, (int)(await second.ExpectAsync("update"))["grouping"]!);
        }
        else
        {
            Assert.False(request.ContainsKey("resume"), "what is held is of another grouping");
            await second.AcknowledgeAsync(request, "ESH4", 9, "snapshot");
            await second.ExpectAsync("pause");
        }
    }
}
