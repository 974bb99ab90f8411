using System.Diagnostics;
using System.Text.Json.Nodes;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>One client that wants everything must not be felt by another that wants one thing.</summary>
public sealed class LargeSubscribeTests
{
    private const int SymbolCount = 10_000;

    [Fact]
    public async Task Ten_thousand_symbols_are_answered_in_order_and_delay_nobody_else()
    {
        await using var scene = await Scene.StartForLongAsync();
        var symbols = Enumerable.Range(0, SymbolCount).Select(number => $"S{number:00000}").ToList();
        foreach (var symbol in symbols)
        {
            scene.Feed.Define(symbol);
            scene.Feed.Snapshot(symbol, levels: 10);
        }

        var small = await scene.ConnectAsync();
        await small.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { symbols[0] } });
        var latencies = new Latencies(scene, small, symbols[0]);
        await latencies.TakeAsync(100);
        var alone = latencies.Summary();

        // It reads all and decodes nothing: what is measured is the gateway, not this test.
        var large = await scene.ConnectAsync(new WireClientOptions { KeepsMessages = false });
        large.OnApplied = (_, _) => { };
        var answering = large.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "*" } });
        var taken = 0;
        while (!answering.IsCompleted || taken < 100)
        {
            await latencies.TakeAsync(10);
            taken += 10;
        }

        var beside = latencies.Summary();
        TestContext.Current.TestOutputHelper?.WriteLine($"alone: {alone}; beside the large subscribe: {beside}");
        var answer = await answering;
        Assert.Equal(symbols, answer["streams"]!.AsArray().Select(entry => (string)entry!["symbol"]!));
        await scene.HoldsTheTruthAsync(large);
        Assert.True(beside.Median < (5 * alone.Median) + 20, $"alone {alone}, beside {beside}");
        Assert.True(beside.Max < 1_000, $"alone {alone}, beside {beside}");
    }

    /// <remarks>
    /// The large answer is stopped half way by a client that does not read on. So what the other gets meanwhile comes
    /// between two of its parts, on however busy a machine.
    /// </remarks>
    [Fact]
    public async Task Between_two_parts_of_a_large_answer_other_sessions_get_their_flushes()
    {
        await using var scene = await Scene.StartForLongAsync();
        for (var number = 0; number < SymbolCount; number++)
        {
            scene.Feed.Define($"S{number:00000}");
            scene.Feed.Snapshot($"S{number:00000}", levels: 10);
        }

        var small = await scene.ConnectAsync();
        await small.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "S00000" } });
        await scene.HoldsTheTruthAsync(small);
        var large = await scene.ConnectAsync(
            new WireClientOptions { KeepsMessages = false, ReceiveBufferBytes = 16 << 10 });
        var (parts, isLastRead) = (0, false);
        large.OnRead = message =>
        {
            var more = message.AsSpan().IndexOf("more"u8);
            if (more < 0)
            {
                return;
            }

            // After the key comes true (0xc3) or false (0xc2).
            isLastRead |= message[more + 4] == 0xc2;
            if (Interlocked.Increment(ref parts) == 1)
            {
                large.Hold();
            }
        };
        var answering = large.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "*" } });
        await Testing.Eventually.IsTrueAsync("the first part has come", () => Volatile.Read(ref parts) > 0);
        for (var update = 1; update <= 50; update++)
        {
            var version = scene.Feed.Delta("S00000", 1, 1_000 + update, 1_000 + update);
            await Testing.Eventually.IsTrueAsync("the other has its update", () => small.Book("S00000").Version == version);
        }

        Assert.False(isLastRead || answering.IsCompleted, "the large answer is under way");
        large.Release();
        var answer = await answering;
        Assert.Equal(SymbolCount, answer["streams"]!.AsArray().Count);
        await scene.HoldsTheTruthAsync(large);
    }

    /// <remarks>Of eight parts three fill the queue of answers, so that at least three flushes carry them.</remarks>
    [Fact]
    public async Task Parts_of_an_answer_come_in_order_each_before_its_data()
    {
        await using var scene = await Scene.StartForLongAsync();
        for (var number = 0; number < 3_600; number++)
        {
            scene.Feed.Define($"S{number:00000}");
            scene.Feed.Snapshot($"S{number:00000}", levels: 1);
        }

        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "*" } });
        await scene.HoldsTheTruthAsync(client);
        var parts = client.Told("subscribed");
        Assert.Equal([true, true, true, true, true, true, true, false], parts.Select(part => (bool)part["more"]!));
        Assert.Equal([500, 500, 500, 500, 500, 500, 500, 100], parts.Select(part => part["streams"]!.AsArray().Count));
        var firstData = client.Messages.TakeWhile(message => message is not JsonArray).Count();
        Assert.True(firstData < client.Messages.ToList().IndexOf(parts[^1]), "data flows before the last part");
    }

    /// <summary>From the feed to a client that has applied it, one update at a time, in milliseconds.</summary>
    private sealed class Latencies(Scene scene, WireClient client, string symbol)
    {
        private readonly List<double> _taken = [];
        private long _size = 1_000;
        private long _version;

        public async Task TakeAsync(int count)
        {
            if (_version == 0)
            {
                _version = scene.Feed.Delta(symbol, 1, ++_size, _size);
            }

            for (var number = 0; number < count; number++)
            {
                // Versions rise by two here: only the message that holds this very update counts.
                var awaited = _version + 2;
                var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                client.OnApplied = (_, message) => Complete(applied, (long)message[3]! >= awaited);
                var startedAt = Stopwatch.GetTimestamp();
                _version = scene.Feed.Delta(symbol, 1, ++_size, _size);
                await applied.Task.WaitAsync(Testing.Eventually.Patience, TimeProvider.System);
                _taken.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
            }
        }

        private static void Complete(TaskCompletionSource applied, bool isIt)
        {
            if (isIt)
            {
                applied.TrySetResult();
            }
        }

        public (double Median, double P99, double Max, int Count) Summary()
        {
            _taken.Sort();
            var summary = (_taken[_taken.Count / 2], _taken[_taken.Count * 99 / 100], _taken[^1], _taken.Count);
            _taken.Clear();
            return summary;
        }
    }
}
