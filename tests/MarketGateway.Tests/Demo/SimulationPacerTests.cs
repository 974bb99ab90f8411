using MarketGateway.Demo;

namespace MarketGateway.Tests.Demo;

public sealed class SimulationPacerTests
{
    [Fact]
    public void The_market_keeps_up_with_the_clock()
    {
        var pacer = new SimulationPacer();

        for (var ms = 5; ms <= 1_000; ms += 5)
        {
            Assert.Equal(TimeSpan.FromMilliseconds(ms), pacer.Advance(TimeSpan.FromMilliseconds(ms)));
        }

        Assert.Equal(TimeSpan.Zero, pacer.Forgiven);
    }

    [Fact]
    public void After_a_delay_it_catches_up_at_no_more_than_twice_the_speed()
    {
        var pacer = new SimulationPacer();
        var last = pacer.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.FromMilliseconds(100), last);

        var now = TimeSpan.FromMilliseconds(500);
        while (last < now)
        {
            now += TimeSpan.FromMilliseconds(5);
            var next = pacer.Advance(now);
            Assert.InRange(next - last, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
            last = next;
        }

        Assert.Equal(TimeSpan.FromMilliseconds(900), now);
        Assert.Equal(TimeSpan.Zero, pacer.Forgiven);
    }

    [Fact]
    public void A_delay_of_minutes_is_forgiven_but_for_a_second()
    {
        var pacer = new SimulationPacer();

        pacer.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1), pacer.Forgiven);
    }
}
