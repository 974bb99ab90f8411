using MarketGateway.Core.Feed;
using MarketGateway.Demo;

namespace MarketGateway.Tests.Demo;

/// <summary>How many orders the levels of the simulated market are made of.</summary>
public sealed class OrderCountTests
{
    [Fact]
    public void Counts_of_orders_come_with_each_level_and_change_nothing_else()
    {
        var plain = new SimulatedMarket(new SimulationOptions());
        var counted = new SimulatedMarket(new SimulationOptions { OrderCounts = true });
        var (without, with) = (new FeedUpdate(), new FeedUpdate());
        var most = 0;
        for (var record = 0; record < 20_000; record++)
        {
            Assert.True(plain.TryNext(TimeSpan.MaxValue, without, out _, out var symbol));
            Assert.True(counted.TryNext(TimeSpan.MaxValue, with, out _, out var same));
            Assert.Equal((symbol.Symbol, without.Kind), (same.Symbol, with.Kind));
            Assert.Equal(0, without.BidOrders.Length + without.AskOrders.Length);
            Assert.True(without.Bids.SequenceEqual(with.Bids) && without.Asks.SequenceEqual(with.Asks));
            Assert.Equal((with.BidCount, with.AskCount), (with.BidOrders.Length, with.AskOrders.Length));
            for (var level = 0; level < with.BidCount; level++)
            {
                Assert.Equal(with.Bids[level].Size > 0, with.BidOrders[level] > 0);
                most = Math.Max(most, with.BidOrders[level]);
            }
        }

        Assert.InRange(most, 5, 1_000);
    }
}
