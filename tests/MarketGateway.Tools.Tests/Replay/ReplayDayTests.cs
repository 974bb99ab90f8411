using MarketGateway.Core.Feed;
using MarketGateway.Tools.Replay;

namespace MarketGateway.Tools.Tests.Replay;

/// <summary>The statistics that a replay adds to its trades.</summary>
public sealed class ReplayDayTests
{
    [Fact]
    public void A_volume_that_the_feed_cannot_say_is_left_out_and_never_turns_negative()
    {
        var day = new ReplayDay();
        var trade = new FeedUpdate { Price = 5, Size = FeedLimits.IntegerMax };
        day.Add(trade);
        Assert.Equal(FeedLimits.IntegerMax, trade.Volume);

        for (var count = 0; count < 2_000; count++)
        {
            day.Add(trade);
            Assert.Null(trade.Volume);
        }
    }
}
