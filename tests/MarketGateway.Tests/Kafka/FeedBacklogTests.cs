using MarketGateway.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>When reading comes before sending.</summary>
public sealed class FeedBacklogTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Records_that_wait_for_longer_than_a_burst_are_a_backlog_until_a_consumer_has_taken_all()
    {
        var backlog = new FeedBacklog(_time);
        Assert.False(backlog.IsBehind);
        backlog.Begin(consumers: 2);
        backlog.Note(1, isWaiting: true);
        Assert.False(backlog.IsBehind);
        _time.Advance(TimeSpan.FromMilliseconds(11));
        backlog.Note(1, isWaiting: true);
        backlog.Note(0, isWaiting: false);
        Assert.True(backlog.IsBehind);
        backlog.Note(1, isWaiting: false);
        Assert.False(backlog.IsBehind);
        backlog.Note(1, isWaiting: true);
        Assert.False(backlog.IsBehind);
    }

    [Fact]
    public void The_end_of_a_reading_leaves_none()
    {
        var backlog = new FeedBacklog(_time);
        backlog.Begin(consumers: 1);
        backlog.Note(0, isWaiting: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        backlog.Begin(consumers: 0);
        Assert.False(backlog.IsBehind);
    }
}
