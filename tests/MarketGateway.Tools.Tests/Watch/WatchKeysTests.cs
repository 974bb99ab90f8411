using MarketGateway.Client;
using MarketGateway.Core.Feed;
using MarketGateway.Testing;
using MarketGateway.Tools.Watch;

namespace MarketGateway.Tools.Tests.Watch;

/// <summary>The keys of <c>mgw watch</c>.</summary>
public sealed class WatchKeysTests
{
    [Fact]
    public async Task Keys_change_the_depth_pause_and_end()
    {
        await using var gateway = await MarketHarness.StartAsync();
        gateway.Apply(FeedTopic.Instruments, "ESH6", FeedUpdates.Instrument());
        gateway.Apply(FeedTopic.Books, "ESH6", FeedUpdates.Snapshot(1, levels: 30));
        await using var client = new MarketClient(new MarketClientOptions { Urls = [gateway.StreamAddress] });
        await client.ConnectAsync();
        var books = await client.SubscribeBookAsync(["ESH6"], depth: 10);
        await Eventually.IsTrueAsync("the book has come", () => books["ESH6"].View().Bids.Count == 10);
        var pressed = new Queue<char>("+p");
        var keys = new WatchKeys(client, books, () => pressed.TryDequeue(out var key)
            ? new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false) : null);

        await Eventually.IsTrueAsync("the depth is greater and the book paused", () =>
            !keys.Poll() && books["ESH6"].Terms.Depth == 15 && books["ESH6"].IsPaused);
        Assert.Equal("p resumes, +/- depth 15, q ends", keys.Hint);

        pressed.Enqueue('p');
        gateway.Apply(FeedTopic.Books, "ESH6", FeedUpdates.Delta(2));
        await Eventually.IsTrueAsync("the book goes on, deeper", () =>
            !keys.Poll() && books["ESH6"].View().Bids.Count == 15);
        pressed.Enqueue('q');
        Assert.True(keys.Poll());
        Assert.Equal("", keys.Complaint);
    }

    [Theory]
    [InlineData(10, +1, 15)]
    [InlineData(10, -1, 5)]
    [InlineData(1, -1, 1)]
    [InlineData(100, +1, 0)]
    [InlineData(0, +1, 0)]
    [InlineData(0, -1, 100)]
    [InlineData(12, +1, 15)]
    [InlineData(12, -1, 10)]
    [InlineData(500, -1, 100)]
    public void Depths_go_up_and_down_in_usual_steps(int depth, int direction, int next) =>
        Assert.Equal(next, WatchKeys.Next(depth, direction));
}
