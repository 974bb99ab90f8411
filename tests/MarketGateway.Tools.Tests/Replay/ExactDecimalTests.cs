using System.Text;
using MarketGateway.Tools.Replay;

namespace MarketGateway.Tools.Tests.Replay;

public sealed class ExactDecimalTests
{
    [Theory]
    [InlineData("4799.25", 479925, 2)]
    [InlineData("4799.50", 47995, 1)]
    [InlineData("4799.0", 4799, 0)]
    [InlineData("0", 0, 0)]
    [InlineData("0.00", 0, 0)]
    [InlineData("-37.63", -3763, 2)]
    [InlineData("1e-7", 1, 7)]
    [InlineData("1.5e-7", 15, 8)]
    [InlineData("2E3", 2000, 0)]
    [InlineData("1.25e1", 125, 1)]
    [InlineData("000123.4", 1234, 1)]
    [InlineData("0.000000000001", 1, 12)]
    [InlineData("12345678.12345678", 1234567812345678, 8)]
    [InlineData("100", 100, 0)]
    public void A_number_is_read_without_rounding(string text, long mantissa, int scale)
    {
        Assert.True(ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(new ExactDecimal(mantissa, scale), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData(" 1")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("1e")]
    [InlineData("1e99")]
    [InlineData("0x10")]
    [InlineData("123456789012345678901")]
    public void What_is_no_number_or_too_long_is_refused(string text) =>
        Assert.False(ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData(4799.25, 2, 479925)]
    [InlineData(4799.25, 4, 47992500)]
    public void A_number_is_given_at_any_scale_that_holds_it(double number, int scale, long expected)
    {
        Assert.True(ExactDecimal.TryParse(Encoding.UTF8.GetBytes($"{number}"), out var value));
        Assert.True(value.TryAtScale(scale, out var actual));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_scale_that_loses_digits_or_passes_2_to_the_53_is_refused()
    {
        Assert.False(new ExactDecimal(479925, 2).TryAtScale(1, out _));
        Assert.False(new ExactDecimal(9_007_199_254_740_992, 0).TryAtScale(0, out _));
        Assert.True(new ExactDecimal(9_007_199_254_740_991, 0).TryAtScale(0, out _));
        Assert.False(new ExactDecimal(100_000, 0).TryAtScale(12, out _));
    }
}
