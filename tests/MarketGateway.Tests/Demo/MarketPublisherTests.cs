using MarketGateway.Core.Feed;
using MarketGateway.Demo;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Tests.Demo;

public sealed class MarketPublisherTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task It_publishes_at_the_rate_asked_for()
    {
        var output = new RecordingOutput();
        var publisher = Publish(new SimulationOptions { UpdatesPerSecond = 5_000, BurstMultiplier = 1 }, output);
        using var stop = new CancellationTokenSource();
        var running = publisher.RunAsync(stop.Token);
        var opening = output.Count;

        await PassAsync(TimeSpan.FromSeconds(2), publisher, output);

        Assert.InRange(opening, 64 * 4, (64 * 4) + 5);
        Assert.InRange(output.Count - opening, 9_500, 10_500);
        Assert.InRange(publisher.UpdatesPerSecond, 4_750, 5_250);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Records_say_that_they_occurred_when_they_were_published()
    {
        var output = new RecordingOutput();
        var publisher = Publish(new SimulationOptions(), output);
        using var stop = new CancellationTokenSource();
        var running = publisher.RunAsync(stop.Token);

        await PassAsync(TimeSpan.FromSeconds(1), publisher, output);

        var start = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000;
        Assert.Equal(start, output.FirstOccurredAt);
        Assert.InRange(output.LastOccurredAt, start + 950_000, start + 1_000_000);
        Assert.True(output.IsInOrder);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_full_output_is_waited_for_and_nothing_is_skipped()
    {
        var output = new RecordingOutput { RoomFor = 100 };
        var publisher = Publish(new SimulationOptions(), output);
        using var stop = new CancellationTokenSource();
        var running = publisher.RunAsync(stop.Token);
        Assert.Equal(100, output.Count);
        Assert.False(running.IsCompleted);

        output.RoomFor = int.MaxValue;
        await PassAsync(TimeSpan.FromSeconds(1), publisher, output);

        Assert.True(output.Count > 64 * 4);
        Assert.True(output.IsWithoutGap);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private MarketPublisher Publish(SimulationOptions options, RecordingOutput output) =>
        new(new SimulatedMarket(options, firstSequence: MarketPublisher.FirstSequence(_time)), output, _time);

    /// <summary>Lets fake time pass in steps, waiting after each until the publisher has done its part.</summary>
    private async Task PassAsync(TimeSpan time, MarketPublisher publisher, RecordingOutput output)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            _time.Advance(Step);
            var deadline = Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
            while (publisher.SteppedAt < _time.GetUtcNow() && !deadline.IsCompleted)
            {
                await Task.Yield();
            }

            Assert.False(deadline.IsCompleted, $"the publisher stopped after {output.Count} records");
        }
    }

    private sealed class RecordingOutput : IFeedOutput
    {
        private readonly Dictionary<string, long> _sequences = [];

        public int RoomFor { get; set; } = int.MaxValue;

        public int Count { get; private set; }

        public long FirstOccurredAt { get; private set; }

        public long LastOccurredAt { get; private set; }

        public bool IsInOrder { get; private set; } = true;

        public bool IsWithoutGap { get; private set; } = true;

        public bool TryPublish(FeedTopic topic, byte[] key, FeedUpdate update)
        {
            if (Count >= RoomFor)
            {
                return false;
            }

            Count++;
            FirstOccurredAt = Count == 1 ? update.OccurredAt : FirstOccurredAt;
            if (update.Kind == FeedUpdateKind.Phase)
            {
                // It says when the phase began, and has no number.
                return true;
            }

            IsInOrder &= update.OccurredAt >= LastOccurredAt;
            LastOccurredAt = update.OccurredAt;
            if (topic == FeedTopic.Ticks)
            {
                var symbol = Convert.ToHexString(key);
                IsWithoutGap &= !_sequences.TryGetValue(symbol, out var last) || update.Sequence == last + 1;
                _sequences[symbol] = update.Sequence;
            }

            return true;
        }
    }
}
