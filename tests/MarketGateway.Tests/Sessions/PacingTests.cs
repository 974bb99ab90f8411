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
        var calm = await FlushesAsync(scene, updatesPerSecond: 300);
        var busy = await FlushesAsync(scene, updatesPerSecond: 3_000);

        // 20 a second at most; on a busy machine fewer, never more.
        Assert.InRange(calm, 15, 45);
        Assert.InRange(busy, 15, 45);
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
        await Eventually.IsTrueAsync("two seconds pass", () => Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(2));
        var perSecond = (client.BytesRead - bytes) / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        Assert.InRange(perSecond, 3_000, 16_000);
        await feed.DisposeAsync();
        await scene.HoldsTheTruthAsync(client);
    }

    /// <summary>Counts the flushes with data of a client with an interval of 50 ms in two seconds.</summary>
    private static async Task<int> FlushesAsync(Scene scene, int updatesPerSecond)
    {
        await using var feed = new PacedFeed(scene.Feed, symbols: 20, updatesPerSecond, levels: 2);
        await using var client = await WireClient.ConnectAsync(scene.Gateway.StreamAddress);
        await client.RequestAsync(new { op = "hello", heartbeatMs = 30_000 });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "S*" }, intervalMs = 50 });
        feed.Start();
        var (flushes, startedAt) = (client.Flushes, Stopwatch.GetTimestamp());
        await Eventually.IsTrueAsync("two seconds pass", () => Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(2));
        return (int)(client.Flushes - flushes);
    }
}
