using System.Text.Json.Nodes;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>What a message says of the age of what it stands for is true, however much it stands for.</summary>
public sealed class OldestTests
{
    private static readonly string[] Channels = ["book", "quote", "trade"];

    [Fact]
    public async Task A_delta_says_when_the_first_of_its_updates_occurred_and_where_nobody_remembers_a_snapshot_comes()
    {
        await using var scene = await Scene.StartAsync(
            "--Market:QuoteLogLengthMax", "64", "--Market:JournalLengthMax", "64");
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A");
        scene.Feed.Trade("A", 1);
        var client = await scene.ConnectAsync();
        foreach (var channel in Channels)
        {
            await client.RequestAsync(new { op = "subscribe", channel, symbols = new[] { "A" } });
        }

        await scene.HoldsTheTruthAsync(client);
        var first = await FeedWhilePausedAsync(scene, client, rounds: 20);
        var newest = client.Messages.OfType<JsonArray>().TakeLast(3).ToList();
        Assert.Equal(
            [$"2 {first.Book} 20", $"4 {first.Quote} 40", $"5 {first.Trade} 20"], newest.Select(Summary).Order(StringComparer.Ordinal));

        first = await FeedWhilePausedAsync(scene, client, rounds: 100);
        newest = [.. client.Messages.OfType<JsonArray>().TakeLast(3)];
        Assert.Equal(
            [$"1 {client.Book("A").Version} 100", $"3 {scene.Feed.OccurredAt} 200", $"5 {first.Trade} 100"],
            newest.Select(message => (int)message[0]! == 1 ? $"1 {message[3]} {message[4]}" : Summary(message)).Order(StringComparer.Ordinal));
        scene.AccountsAddUp(client);
        Assert.Equal((120, 240, 120), (client.Book("A").Account, client.Quote("A").Account, client.Trade("A").Account));
    }

    private static string Summary(JsonArray message) => $"{message[0]} {message[5]} {message[4]}";

    /// <summary>Feeds a delta, a quote and a trade in each round; answers when the first of each channel occurred.</summary>
    private static async Task<(long Book, long Quote, long Trade)> FeedWhilePausedAsync(Scene scene, WireClient client, int rounds)
    {
        await client.RequestAsync(new { op = "pause" });
        var firsts = new List<long>();
        for (var round = 0; round < rounds; round++)
        {
            scene.Feed.Delta("A", 1 + (round % 5), 100 + round, 100 + round);
            firsts.Add(scene.Feed.OccurredAt);
            scene.Feed.Quote("A", 10 + round, 20 + round);
            firsts.Add(scene.Feed.OccurredAt);
            scene.Feed.Trade("A", 15 + round);
            firsts.Add(scene.Feed.OccurredAt);
        }

        await client.RequestAsync(new { op = "resume" });
        await scene.HoldsTheTruthAsync(client);
        return (firsts[0], firsts[1], firsts[2]);
    }
}
