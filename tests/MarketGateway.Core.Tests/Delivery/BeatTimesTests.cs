using MarketGateway.Core.Delivery;

namespace MarketGateway.Core.Tests.Delivery;

/// <summary>When the next beat is.</summary>
public sealed class BeatTimesTests
{
    [Theory]
    [InlineData(10, 0)]
    [InlineData(100, 40)]
    [InlineData(250, 0)]
    [InlineData(60_000, 20)]
    public void The_next_beat_is_at_most_an_interval_away_and_at_least_half_of_it(int interval, int phase)
    {
        var times = new BeatTimes(interval, phase);
        for (var now = 60_000L; now < 60_000 + (2 * interval); now += Math.Max(1, interval / 50))
        {
            Assert.InRange(times.Next(now) - now, (interval / 2) - 1, interval);
        }
    }

    [Fact]
    public void Whoever_is_late_for_a_beat_does_not_miss_the_next_one()
    {
        var times = new BeatTimes(100, 0);

        Assert.Equal(60_200, times.Next(60_100));
        Assert.Equal(60_200, times.Next(60_109));
        Assert.Equal(60_200, times.Next(60_150));
    }

    [Fact]
    public void Two_cohorts_of_an_interval_beat_at_times_of_their_own() =>
        Assert.Equal(20, new BeatTimes(100, 20).Next(60_020) - new BeatTimes(100, 0).Next(60_000));
}
