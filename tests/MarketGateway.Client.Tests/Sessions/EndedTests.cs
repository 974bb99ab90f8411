using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>What becomes of subscriptions that were refused for a while, or have ended.</summary>
public sealed class EndedTests
{
    private static readonly BookLevel[] Bids = [new(475000, 12)];

    [Fact]
    public async Task Too_many_requests_do_not_end_a_subscription_it_is_asked_for_again_when_that_is_granted()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;

        var subscribing = client.SubscribeBookAsync(["ESH4"]);
        var request = await session.ExpectAsync("subscribe");
        await session.SendAsync(
            $$"""{"op":"error","id":{{request["id"]}},"code":"rate_limited","message":"too many","retryMs":0}""");
        request = await session.ExpectAsync("subscribe");
        await session.AcknowledgeAsync(request, "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, []));

        var books = await subscribing;
        await Eventually.HoldsAsync("the book is live", () => books["ESH4"].State == StreamState.Live);
    }

    [Fact]
    public async Task What_a_pattern_finds_after_its_subscription_has_ended_is_given_back_and_costs_no_connection()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeBookAsync(["ES*"]);
        var request = await session.ExpectAsync("subscribe");
        await session.AcknowledgeAsync(request, "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, []));
        var ending = client.UnsubscribeAsync(await subscribing);
        var ofPattern = await session.ExpectAsync("unsubscribe");
        var ofStream = await session.ExpectAsync("unsubscribe");

        await session.AcknowledgeAsync(request, "ESM4", 8, "snapshot");
        Assert.Equal("[8]", (await session.ExpectAsync("unsubscribe"))["streams"]!.ToJsonString());
        await session.SendAsync($$"""{"op":"unsubscribed","id":{{ofPattern["id"]}},"streams":[],"errors":[]}""");
        await session.AnswerAsync("unsubscribed", ofStream);
        await ending;

        Assert.Equal(ClientState.Live, client.State);
    }

    [Fact]
    public void Nothing_is_kept_of_a_subscription_that_has_ended_but_what_is_not_answered_yet()
    {
        var pending = new PendingRequests(TimeProvider.System);
        var subscription = new MarketSubscription<ClientBook>(
            MarketChannel.Book, ["ES*"], new SubscriptionOptions(), static symbol => new ClientBook(symbol));
        pending.Add(pending.NextId(), new PendingRequest(null, subscription) { IsAnswered = true });
        pending.Add(pending.NextId(), new PendingRequest(null, subscription));

        pending.Forget(subscription);

        Assert.Equal(1, pending.Count);
        Assert.True(pending.IsOurs(1));
        Assert.False(pending.IsOurs(3));
    }

    [Fact]
    public async Task What_is_held_is_never_read_in_the_other_scales_of_an_update()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeBookAsync(["ESH4"]);
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, []));
        var books = await subscribing;
        await Eventually.HoldsAsync("the book is live", () => books["ESH4"].State == StreamState.Live);

        var updating = client.UpdateAsync(books, new SubscriptionChanges { Grouping = 4 });
        var request = await session.ExpectAsync("update");
        await session.SendAsync(
            $$"""
            {"op":"updated","id":{{request["id"]}},"streams":[{"symbol":"ESH4","stream":8,"channel":"book","depth":0,
             "intervalMs":0,"history":0,"grouping":4,"fields":0,"minPriceMove":0,"minTradeSize":0,"priceScale":3,
             "sizeScale":0,"tickSize":250,"generation":"0.3.0","state":"live","reason":"ok","since":1,
             "start":"snapshot","was":7}],"errors":[]}
            """);
        await updating;

        Assert.Equal(StreamState.Syncing, books["ESH4"].State);
        Assert.Empty(books["ESH4"].View().Bids);
    }
}
