using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>What is left of past trades once the venue has cancelled and corrected some.</summary>
public sealed class StandingTradesTests
{
    private NumberedRing<Trade> _ring = new(8);
    private long _version;

    [Fact]
    public void A_cancelled_trade_is_gone()
    {
        Trade(id: 1);
        Trade(id: 2);
        Amend(TradeKind.Cancel, id: 1);

        Assert.Equal([2], Standing().Select(trade => trade.TradeId));
    }

    [Fact]
    public void A_corrected_trade_has_its_new_values_and_its_own_version_and_time()
    {
        Trade(id: 1);
        Amend(TradeKind.Correction, id: 1, price: 90, size: 3);
        Amend(TradeKind.Correction, id: 1, price: 91, size: 4);

        Assert.Equal(new Trade(1, 10, 91, 4, Aggressor.Sell, 1), Assert.Single(Standing()));
    }

    [Fact]
    public void A_number_stands_for_the_newest_trade_before()
    {
        Trade(id: 1);
        Trade(id: 1);
        Amend(TradeKind.Cancel, id: 1);
        Trade(id: 1);

        Assert.Equal([1L, 4L], Standing().Select(trade => trade.Version));
    }

    [Fact]
    public void A_cancel_that_comes_twice_takes_one_trade()
    {
        Trade(id: 1);
        Trade(id: 1);
        Amend(TradeKind.Cancel, id: 1);
        Amend(TradeKind.Cancel, id: 1);
        Amend(TradeKind.Correction, id: 1, price: 90, size: 3);

        Assert.Equal((1L, 100L), (Assert.Single(Standing()).Version, Standing()[0].Price));
    }

    [Fact]
    public void A_number_that_no_trade_has_changes_nothing()
    {
        Trade(id: Core.Books.Trade.NoTradeId);
        Amend(TradeKind.Cancel, id: 7);

        Assert.Single(Standing());
    }

    [Fact]
    public void Of_the_trades_that_stand_the_last_are_copied()
    {
        Trade(id: 1);
        Trade(id: 2);
        Trade(id: 3);
        Amend(TradeKind.Cancel, id: 3);

        Assert.Equal([2], StandingTrades.Copy(_ring, 1, _ring.Newest).Select(trade => trade.TradeId));
        Assert.Empty(StandingTrades.Copy(_ring, 0, _ring.Newest));
    }

    private List<Trade> Standing() => StandingTrades.Copy(_ring, int.MaxValue, _ring.Newest);

    private void Trade(long id) => _ring.Append(new Trade(++_version, _version * 10, 100, 1, Aggressor.Buy, id));

    private void Amend(TradeKind kind, long id, long price = 0, long size = 0) => _ring.Append(
        new Trade(++_version, _version * 10, price, size, Aggressor.Sell, id) { Kind = kind });
}
