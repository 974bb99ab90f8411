using MarketGateway.Client.Tests.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>A listener that does not come back stops the reading, and so the gateway feels it.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task A_paused_listener_pushes_back_on_the_gateway_and_then_reads_on()
    {
        var listener = new PausingListener();
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { SocketReceiveBufferBytes = 8 * 1024 }, listener);
        var (session, book) = await MarketClientTests.SubscribeAsync(gateway, client);
        var padding = string.Join(',', Enumerable.Repeat("\"" + new string('x', 1000) + "\"", 100));
        var checksum = book.View().Checksum;

        listener.Pause();
        // 100 MB do not fit into the buffers between us: this ends only where the client reads although it should not.
        var sent = 0;
        var isEnough = false;
        var sending = Task.Run(async () =>
        {
            while (sent < 1000 && !Volatile.Read(ref isEnough))
            {
                await session.SendAsync($"[2,7,{41 + sent},{42 + sent},1,1,[],[],{checksum},{padding}]");
                Interlocked.Increment(ref sent);
            }
        });
        await Eventually.StandsAsync("what was sent", () => Volatile.Read(ref sent));

        Assert.False(sending.IsCompleted, "100 MB went to a client that does not read");
        Assert.True(client.Totals.Messages <= 2);

        Volatile.Write(ref isEnough, true);
        listener.Resume();
        await sending;
        await Eventually.HoldsAsync("all was read in the end", () => book.Version == 41 + sent);
        Assert.True(book.Integrity is { IsIntact: true, Discarded: 0 });
    }

    [Fact]
    public async Task With_a_window_a_flush_is_acknowledged_when_the_listener_is_through()
    {
        var listener = new PausingListener();
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { Window = 4 }, listener);
        var connecting = client.ConnectAsync();
        var session = await gateway.AcceptAsync();
        await session.SendAsync(
            """{"op":"welcome","protocol":1,"session":"s","epoch":"e","time":1,"heartbeatMs":1000}""");
        Assert.Equal(4, (int)(await session.ExpectAsync("hello"))["window"]!);
        await connecting;
        Assert.Equal(1, (int)(await session.ExpectAsync("ack"))["flush"]!);

        listener.Pause();
        await session.HeartbeatAsync();
        await Eventually.HoldsAsync("the flush is in the listener's hands", () => listener.LastFlush == 2);
        listener.Resume();
        Assert.Equal(2, (int)(await session.ExpectAsync("ack"))["flush"]!);
    }

    [Fact]
    public void What_is_processed_is_acknowledged_by_the_half_window_and_the_rest_in_its_time()
    {
        var time = new FakeTimeProvider();
        var sent = new List<long>();
        using var pace = new AckPace(8, time, sent.Add);
        for (var flush = 1; flush <= 10; flush++)
        {
            pace.Processed(flush);
        }

        Assert.Equal([4, 8], sent);
        time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal([4, 8], sent);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([4, 8, 10], sent);
    }

    [Fact]
    public void With_a_window_of_two_every_flush_is_acknowledged_at_once()
    {
        var sent = new List<long>();
        using var pace = new AckPace(2, new FakeTimeProvider(), sent.Add);
        pace.Processed(1);
        pace.Processed(2);

        Assert.Equal([1, 2], sent);
    }

    [Fact]
    public async Task A_listener_that_throws_ends_the_client_and_is_not_lost()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options, new ThrowingListener());
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        await session.HeartbeatAsync();

        var end = await client.Completion.WaitAsync(Eventually.Patience);

        Assert.Equal("the listener failed: mine", end.Reason);
        Assert.IsType<InvalidOperationException>(client.LastError);
    }

    private sealed class ThrowingListener : IMarketListener
    {
        public ValueTask OnFlushAsync(long flush) =>
            flush < 3 ? ValueTask.CompletedTask : throw new InvalidOperationException("mine");
    }

    private sealed class PausingListener : IMarketListener
    {
        private volatile TaskCompletionSource? _pause;
        private long _lastFlush;

        public long LastFlush => Interlocked.Read(ref _lastFlush);

        public void Pause() => _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Resume()
        {
            var pause = _pause;
            _pause = null;
            pause?.SetResult();
        }

        public ValueTask OnFlushAsync(long flush)
        {
            Interlocked.Exchange(ref _lastFlush, flush);
            return _pause is { } pause ? new ValueTask(pause.Task) : ValueTask.CompletedTask;
        }
    }
}
