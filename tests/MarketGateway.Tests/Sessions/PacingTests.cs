using System.Diagnostics;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>Intervals and rates that a client chooses, over real sockets.</summary>
public sealed class PacingTests
{
    [Fact]
    public async Task Flushes_follow_the_interval_and_not_the_update_rate()
    {
        await using var scene = await Scene.StartForLongAsync();
        var calm = await SecondsOfFortyFlushesAsync(scene, updatesPerSecond: 300);
        var busy = await SecondsOfFortyFlushesAsync(scene, updatesPerSecond: 3_000);

        // Two seconds; on a busy machine more, and never much less: a few flushes may have been under way already.
        Assert.True(calm > 1.5, $"{calm:0.00} s");
        Assert.True(busy > 1.5, $"{busy:0.00} s");
    }

    [Fact]
    public async Task At_equal_load_flushes_are_as_many_as_the_interval_has_room_for()
    {
        await using var scene = await Scene.StartForLongAsync();
        await using var feed = new PacedFeed(scene.Feed, symbols: 20, updatesPerSecond: 2_000, levels: 2);
        var clients = new List<(int IntervalMs, WireClient Client)>();
        foreach (var intervalMs in (int[])[0, 50, 400])
        {
            var client = await scene.ConnectAsync(new WireClientOptions { KeepsMessages = false });
            await client.RequestAsync(new { op = "hello", heartbeatMs = 30_000 });
            await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "S*" }, intervalMs });
            clients.Add((intervalMs, client));
        }

        var startedAt = Stopwatch.GetTimestamp();
        var before = clients.ConvertAll(each => each.Client.Flushes);
        feed.Start();
        await Eventually.IsTrueAsync("the slowest has ten flushes", () => clients[2].Client.Flushes - before[2] >= 10);
        var flushes = clients.Select((each, index) => each.Client.Flushes - before[index]).ToList();
        var elapsedMs = Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds;

        // The same updates at the same time, on a machine that may be slow: never more than there is room for, and less
        // where there is less.
        Assert.True(flushes[1] <= (elapsedMs / 50) + 4, $"{flushes[1]} in {elapsedMs:0} ms at 50 ms");
        Assert.True(flushes[2] <= (elapsedMs / 400) + 4, $"{flushes[2]} in {elapsedMs:0} ms at 400 ms");
        Assert.True(flushes[0] > flushes[1] && flushes[1] > 2 * flushes[2], string.Join(", ", flushes));
    }

    [Fact]
    public async Task A_session_gets_no_more_bytes_a_second_than_it_asked_for()
    {
        await using var scene = await Scene.StartForLongAsync();
        await using var feed = new PacedFeed(scene.Feed, symbols: 20, updatesPerSecond: 2_000, levels: 5);
        var client = await scene.ConnectAsync();
        var hello = await client.RequestAsync(new { op = "hello", maxBytesPerSecond = 10_000 });
        Assert.Equal(10_000, (long)hello["maxBytesPerSecond"]!);
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "S*" } });
        feed.Start();
        await Eventually.IsTrueAsync("it flows", () => client.Flushes > 10);
        var (bytes, startedAt) = (client.BytesRead, Stopwatch.GetTimestamp());
        await Eventually.IsTrueAsync("20 KB have come", () => client.BytesRead - bytes > 20_000);
        var perSecond = (client.BytesRead - bytes) / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        Assert.True(perSecond < 16_000, $"{perSecond:0} B/s");
        await feed.DisposeAsync();
        await scene.HoldsTheTruthAsync(client);
    }

    /// <summary>Takes the time in which a client with an interval of 50 ms gets 40 flushes.</summary>
    private static async Task<double> SecondsOfFortyFlushesAsync(Scene scene, int updatesPerSecond)
    {
        await using var feed = new PacedFeed(scene.Feed, symbols: 20, updatesPerSecond, levels: 2);
        await using var client = await WireClient.ConnectAsync(scene.Gateway.StreamAddress);
        await client.RequestAsync(new { op = "hello", heartbeatMs = 30_000 });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "S*" }, intervalMs = 50 });
        feed.Start();
        var (flushes, startedAt) = (client.Flushes, Stopwatch.GetTimestamp());
        await Eventually.IsTrueAsync("40 flushes have come", () => client.Flushes - flushes >= 40);
        return Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    }
}
