using System.Diagnostics;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;
using MarketGateway.WebSockets;

namespace MarketGateway.Tests.Sessions;

/// <summary>Clients that take less than the feed brings, over real sockets.</summary>
public sealed class SlowClientTests
{
    private const double SocketAgeMax = 3;
    private const double WindowAgeMax = 2;

    /// <summary>
    /// Of a feed that brings thirty times what it takes, a client that is queued for holds at the end of a short run what is
    /// almost as old as the run. Half of it, in seconds: far from that, and far above what a busy machine adds.
    /// </summary>
    private const double QueueAgeMin = 10;

    private static readonly WireClientOptions SlowReader = new()
    {
        ReceiveBufferBytes = 16 << 10,
        ReadBytesPerSecond = StalenessRun.ClientBytesPerSecond,
    };

    private static readonly WireClientOptions SlowScreen = new() { ProcessBytesPerSecond = StalenessRun.ClientBytesPerSecond };

    [Fact]
    public Task A_client_that_reads_a_thirtieth_of_what_the_feed_brings_holds_what_is_new_and_not_what_was_queued() =>
        StaysFreshAsync(SlowReader, window: 0, QueueAgeMin, TimeSpan.FromSeconds(12), periods: 1);

    [Fact]
    public Task With_a_window_a_client_that_processes_a_thirtieth_of_what_the_feed_brings_holds_what_is_new() =>
        StaysFreshAsync(SlowScreen, window: 2, QueueAgeMin, TimeSpan.FromSeconds(12), periods: 1);

    /// <remarks>
    /// A measurement, for a machine that does nothing else: <c>-explicit only -method '*For_five_minutes_a_slow_reader*'</c>.
    /// </remarks>
    [Fact(Explicit = true)]
    public Task For_five_minutes_a_slow_reader_stays_within_3_s_and_costs_no_more_memory() =>
        StaysFreshAsync(SlowReader, window: 0, SocketAgeMax, TimeSpan.FromSeconds(30), periods: 10);

    /// <remarks>As above.</remarks>
    [Fact(Explicit = true)]
    public Task For_five_minutes_a_slow_screen_stays_within_2_s_and_costs_no_more_memory() =>
        StaysFreshAsync(SlowScreen, window: 2, WindowAgeMax, TimeSpan.FromSeconds(30), periods: 10);

    [Fact]
    public async Task A_client_that_falls_behind_is_told_once_at_both_edges()
    {
        await using var scene = await Scene.StartAsync("--Sessions:LaggingRecovery", "00:00:06");
        scene.Feed.Define("A");
        scene.Feed.Snapshot("A");
        var client = await scene.ConnectAsync(new WireClientOptions { Acknowledges = true });
        var counters = scene.Gateway.Hub.Counters;
        await client.RequestAsync(new { op = "hello", window = 1, heartbeatMs = 30_000 });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" } });
        await scene.HoldsTheTruthAsync(client);

        await FallBehindAsync(scene, client);
        await Eventually.IsTrueAsync("the session lags", () => counters.Lagging == 1);
        await client.OpenWindowAsync();
        await client.HasAsync("that it lags", message => IsLagging(message, true));
        await scene.HoldsTheTruthAsync(client);

        // Behind again before it has recovered: the same episode.
        await FallBehindAsync(scene, client);
        var behindSince = Stopwatch.GetTimestamp();
        await Eventually.IsTrueAsync("it is behind again", () => Stopwatch.GetElapsedTime(behindSince) > TimeSpan.FromSeconds(1.3));
        await client.OpenWindowAsync();
        await client.HasAsync("that it does not lag any more", message => IsLagging(message, false));
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal([true, false], client.Told("session").Select(message => (bool)message["lagging"]!));
        Assert.Equal((1, 0), (counters.LaggingEpisodes, counters.Lagging));
    }

    [Fact]
    public async Task A_client_that_reads_nothing_for_the_stall_limit_is_ended_as_slow_consumer()
    {
        await using var scene = await Scene.StartForLongAsync("--Sessions:StallLimit", "00:00:01.500");
        await using var feed = new PacedFeed(scene.Feed, symbols: 100, updatesPerSecond: 5_000, levels: 10);
        var client = await scene.ConnectAsync(new WireClientOptions { ReceiveBufferBytes = 4 << 10 });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "S*" } });
        feed.Start();
        client.Hold();
        var counters = scene.Gateway.Hub.Counters;
        await Eventually.IsTrueAsync(
            "the session is ended", () => counters.Ended(MarketGateway.Core.Sessions.SessionEndReason.SlowConsumer) == 1);
        Assert.Equal(0, scene.Gateway.Hub.Count);
    }

    [Fact]
    public async Task A_client_that_acknowledges_nothing_for_the_stall_limit_is_closed_with_4000()
    {
        await using var scene = await Scene.StartAsync("--Sessions:StallLimit", "00:00:01");
        var client = await scene.ConnectAsync();
        await client.SendAsync(new { op = "hello", window = 1, heartbeatMs = 250 });
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((4000, "took nothing for 1 s"), client.Closed);
        await scene.IsEmptyAsync();
    }

    [Fact]
    public async Task A_client_whose_answer_to_a_ping_waits_behind_what_it_was_sent_is_closed_with_4000_and_not_reset()
    {
        await using var scene = await Scene.StartForLongAsync(
            "--WebSockets:PingInterval", "00:00:01", "--WebSockets:PingTimeout", "00:00:01");
        await using var feed = new PacedFeed(scene.Feed, symbols: 100, updatesPerSecond: 2_000, levels: 10);
        var client = await scene.ConnectAsync(
            new WireClientOptions { ReceiveBufferBytes = 8 << 10, ReadBytesPerSecond = 3 << 10 });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "S*" } });
        feed.Start();

        await client.Ended.WaitAsync(2 * Eventually.Patience, TimeProvider.System);

        Assert.Equal(4000, client.Closed?.Code);
        Assert.Contains("what it was sent waits before it", client.Closed?.Reason, StringComparison.Ordinal);
        Assert.False(client.IsReset);
        Assert.Equal(1, scene.Gateway.Hub.Counters.Ended(MarketGateway.Core.Sessions.SessionEndReason.SlowConsumer));
    }

    [Fact]
    public async Task A_half_open_connection_is_found_by_pings()
    {
        var defaults = new StreamOptions();
        Assert.InRange(defaults.PingInterval + defaults.PingTimeout, TimeSpan.Zero, TimeSpan.FromSeconds(40));

        await using var scene = await Scene.StartAsync(
            "--WebSockets:PingInterval", "00:00:01", "--WebSockets:PingTimeout", "00:00:01");
        var alive = await scene.ConnectAsync();
        var dead = await scene.ConnectAsync(new WireClientOptions { AnswersPings = false });
        await alive.RequestAsync(new { op = "ping" });
        await dead.RequestAsync(new { op = "ping" });
        var counters = scene.Gateway.Hub.Counters;
        await Eventually.IsTrueAsync(
            "the silent one is lost", () => counters.Ended(MarketGateway.Core.Sessions.SessionEndReason.PeerLost) == 1);
        await alive.RequestAsync(new { op = "ping" });
        Assert.Equal(1, scene.Gateway.Hub.Count);
    }

    [Fact]
    public async Task A_large_subscribe_with_a_window_of_one_does_not_lock_out_its_own_acknowledgements()
    {
        await using var scene = await Scene.StartAsync("--Sessions:AnswerBytesMax", "65536");
        for (var number = 0; number < 3_000; number++)
        {
            scene.Feed.Define($"S{number:0000}");
            scene.Feed.Snapshot($"S{number:0000}", levels: 2);
        }

        var client = await scene.ConnectAsync(new WireClientOptions { Acknowledges = true });
        await client.SendAsync(new { op = "hello", window = 1 });
        var answer = await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "*" } });
        Assert.Equal(3_000, answer["streams"]!.AsArray().Count);
        await scene.HoldsTheTruthAsync(client);
    }

    private static async Task StaysFreshAsync(
        WireClientOptions options, int window, double ageMax, TimeSpan period, int periods)
    {
        await using var scene = await Scene.StartForLongAsync();
        var figures = await new StalenessRun(scene, options, window).RunAsync(TimeSpan.FromSeconds(8), period, periods);
        Assert.All(figures, figure => Assert.True(figure.AgeMax <= ageMax, figure.ToString()));
        Assert.All(figures, figure => Assert.True(
            figure.FastKiloBytesPerSecond > 10 * figure.SlowKiloBytesPerSecond, $"the feed is much faster: {figure}"));
        var growth = figures[^1].HeapMegaBytes - figures[0].HeapMegaBytes;
        Assert.True(growth < 2, $"the heap grew by {growth:0.0} MB");
    }

    /// <summary>Lets one flush out and then changes something that the closed window holds back.</summary>
    private static async Task FallBehindAsync(Scene scene, WireClient client)
    {
        await client.CloseWindowAsync("book", () => scene.Feed.Delta("A", 3, scene.Feed.Last("book", "A"), 100));
        scene.Feed.Delta("A", 4, scene.Feed.Last("book", "A"), 100);
    }

    private static bool IsLagging(System.Text.Json.Nodes.JsonNode message, bool isLagging) =>
        message is System.Text.Json.Nodes.JsonObject && (string?)message["op"] == "session" && (bool)message["lagging"]! == isLagging;
}
