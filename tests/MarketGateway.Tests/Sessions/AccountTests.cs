using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>Conflation is accounted for: per stream by merged counts, per process by the delivery counters.</summary>
public sealed class AccountTests
{
    [Fact]
    public async Task Merged_counts_add_up_through_pauses_resyncs_updates_and_resumes()
    {
        await using var scene = await Scene.StartAsync();
        var random = new Random(5);
        foreach (var symbol in (string[])["A", "B", "C"])
        {
            scene.Feed.Define(symbol);
            scene.Feed.Snapshot(symbol);
            scene.Feed.Quote(symbol, 10, 11);
        }

        var client = await scene.ConnectAsync(new WireClientOptions { Acknowledges = true });
        await client.RequestAsync(new { op = "hello", window = 2, heartbeatMs = 250 });
        await SubscribeAsync(client, resume: null);
        Feed(scene, random);
        await client.RequestAsync(new { op = "pause" });
        Feed(scene, random);
        await client.RequestAsync(new { op = "resume" });
        await client.RequestAsync(new { op = "resync", streams = client.Streams.Select(stream => stream.Number) });
        Feed(scene, random);
        await client.RequestAsync(new { op = "update", streams = new[] { client.Book("A").Number }, depth = 3 });
        Feed(scene, random);
        await scene.HoldsTheTruthAsync(client);
        scene.AccountsAddUp(client);
        Assert.All(client.Streams, stream => Assert.True(stream.Account > 50, $"{stream.Identity}: {stream.Account}"));

        // The connection breaks; what happens meanwhile is in the account of the next one.
        await client.DisposeAsync();
        Feed(scene, random);
        var next = await scene.ConnectAsync(new WireClientOptions { IsJson = true });
        next.Continue(client);
        await SubscribeAsync(next, client);
        Feed(scene, random);
        await scene.HoldsTheTruthAsync(next);
        scene.AccountsAddUp(next);
        await scene.DeliveryClosesAsync();
    }

    [Fact]
    public async Task The_delivery_account_closes_for_clients_that_come_late_leave_early_or_see_a_new_log()
    {
        await using var scene = await Scene.StartAsync();
        var random = new Random(6);
        for (var round = 0; round < 3; round++)
        {
            foreach (var symbol in (string[])["A", "B", "C"])
            {
                scene.Feed.Define(symbol);
                scene.Feed.Snapshot(symbol);
                scene.Feed.Quote(symbol, 10, 11);
            }

            Feed(scene, random);
            var stays = await scene.ConnectAsync();
            await SubscribeAsync(stays, resume: null);
            var leaves = await scene.ConnectAsync();
            await SubscribeAsync(leaves, resume: null);
            await leaves.RequestAsync(new { op = "pause" });
            Feed(scene, random);
            await leaves.DisposeAsync();
            scene.Feed.BeginEpoch($"log {round}");
        }

        var delivery = scene.Gateway.Market.Delivery;
        await scene.DeliveryClosesAsync();
        Assert.True(delivery is { Delivered: > 0, Abandoned: > 0 }, "some were delivered, some abandoned");
    }

    [Fact]
    public async Task What_waits_for_clients_that_are_paused_or_slow_is_a_term_of_the_account()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var symbol in (string[])["A", "B", "C"])
        {
            scene.Feed.Define(symbol);
            scene.Feed.Snapshot(symbol);
            scene.Feed.Quote(symbol, 10, 11);
        }

        var paused = await scene.ConnectAsync();
        await SubscribeAsync(paused, resume: null);
        await scene.HoldsTheTruthAsync(paused);
        await paused.RequestAsync(new { op = "pause" });
        var slow = await scene.ConnectAsync(new WireClientOptions { Acknowledges = true });
        await slow.RequestAsync(new { op = "hello", window = 1, heartbeatMs = 30_000 });
        await slow.RequestAsync(ResumeOffers.Subscribe("book", ["A"], earlier: null));
        await scene.HoldsTheTruthAsync(slow);
        await slow.CloseWindowAsync("book", () => scene.Feed.Delta("A", 1, 7, 7));

        // Of each subscription that it concerns an update waits: a trade for quote and trade, a delta of A for two clients.
        scene.Feed.Delta("A", 1, 8, 8);
        scene.Feed.Delta("B", 1, 8, 8);
        scene.Feed.Trade("C", 10);
        scene.Feed.Quote("C", 10, 12);
        await Eventually.IsTrueAsync("all of them wait", () => scene.Gateway.Market.CountWaiting() == 1 + 2 + 1 + 2 + 1);
        await scene.DeliveryClosesAsync();

        await slow.OpenWindowAsync();
        await scene.HoldsTheTruthAsync(slow);
        Assert.Equal(6, scene.Gateway.Market.CountWaiting());
        await scene.DeliveryClosesAsync();
        await paused.DisposeAsync();
        await slow.DisposeAsync();
        await scene.IsEmptyAsync();

        // A session has ended for all a little before its lane gives back its streams.
        await Eventually.IsTrueAsync("nothing waits", () => scene.Gateway.Market.CountWaiting() == 0);
        await scene.DeliveryClosesAsync();
    }

    private static void Feed(Scene scene, Random random)
    {
        for (var number = 0; number < 500; number++)
        {
            scene.Feed.Random("ABC"[random.Next(3)].ToString(), random);
        }
    }

    private static async Task SubscribeAsync(WireClient client, WireClient? resume)
    {
        foreach (var channel in (string[])["book", "quote", "trade"])
        {
            await client.RequestAsync(ResumeOffers.Subscribe(channel, ["A", "B", "C"], resume));
        }
    }
}
