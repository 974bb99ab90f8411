using System.Numerics;
using CsCheck;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>The sum of trades that a client did not get one by one.</summary>
public sealed class TradeRollUpTests
{
    private const long Max = (1L << 53) - 1;

    [Fact]
    public void A_roll_up_says_what_the_trades_say_together()
    {
        var rollUp = Sum((1000, 475025, 3), (1050, 475000, 1), (1999, 475050, 2));

        Assert.Equal(3, rollUp.Count);
        Assert.Equal(6, rollUp.Volume);
        Assert.Equal(475050, rollUp.High);
        Assert.Equal(475000, rollUp.Low);
        Assert.Equal(1000, rollUp.FirstVersion);
        Assert.Equal(1999, rollUp.LastVersion);
        Assert.Equal(1000 * 7, rollUp.OccurredAt);
    }

    [Theory]
    [InlineData(1, 2, 16_667)]
    [InlineData(-1, -2, -16_667)]
    [InlineData(1, 0, 3_333)]
    [InlineData(-1, 0, -3_333)]
    public void A_vwap_is_rounded_to_nearest(long first, long second, long vwap) =>
        Assert.Equal(vwap, Sum((1, first, 1), (2, second, 2)).Vwap);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, -1)]
    public void Half_of_the_last_digit_is_rounded_away_from_zero(long price, long expected) =>
        Assert.Equal(expected, Sum((1, 0, 19_999), (2, price, 1)).Vwap);

    [Fact]
    public void A_vwap_is_exact_for_any_prices_and_sizes() =>
        Gen.Select(Gen.Long[-Max / 20_000, Max / 20_000], Gen.Long[1, Max >> 8]).Array[1, 50].Sample(trades =>
        {
            var rollUp = Sum([.. trades.Select((trade, index) => ((long)index, trade.Item1, trade.Item2))]);
            var volume = trades.Aggregate(BigInteger.Zero, (sum, trade) => sum + trade.Item2);
            var notional = trades.Aggregate(
                BigInteger.Zero, (sum, trade) => sum + ((BigInteger)trade.Item1 * trade.Item2));

            Assert.Equal((long)NearestAwayFromZero(notional * 10_000, volume), rollUp.Vwap);
            Assert.Equal(volume <= Max ? (long)volume : null, rollUp.Volume);
        });

    [Fact]
    public void A_volume_or_vwap_that_would_reach_2_to_the_53_is_not_said()
    {
        var large = Sum((1, Max, Max), (2, Max, 1));
        Assert.Equal(Max, large.High);
    }

    [Fact]
    public void A_hundred_thousand_trades_of_the_largest_size_do_not_overflow()
    {
        var rollUp = new TradeRollUp();
        for (var version = 0; version < 100_000; version++)
        {
            rollUp.Fold(new Trade(version, 0, version % 2 == 0 ? Max : -Max, Max, Aggressor.Buy, Trade.NoTradeId));
        }
        Assert.Equal(0, rollUp.Vwap);
        Assert.Equal(100_000, rollUp.Count);
    }

    [Fact]
    public void A_vwap_of_more_than_can_be_summed_is_not_said_and_the_rest_goes_on()
    {
        var rollUp = new TradeRollUp();
        const int count = 1 << 22;
        for (var version = 0; version < count; version++)
        {
            rollUp.Fold(new Trade(version, 0, Max, Max, Aggressor.Buy, Trade.NoTradeId));
        }

        Assert.Equal((count, null, null, Max), (rollUp.Count, rollUp.Vwap, rollUp.Volume, rollUp.Low));
    }

    private static BigInteger NearestAwayFromZero(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(BigInteger.Abs(numerator), denominator, out var remainder);
        return numerator.Sign * (remainder * 2 >= denominator ? quotient + 1 : quotient);
    }

    private static TradeRollUp Sum(params (long Version, long Price, long Size)[] trades)
    {
        var rollUp = new TradeRollUp();
        foreach (var (version, price, size) in trades)
        {
            rollUp.Fold(new Trade(version, version * 7, price, size, Aggressor.Buy, Trade.NoTradeId));
        }

        return rollUp;
    }
}
