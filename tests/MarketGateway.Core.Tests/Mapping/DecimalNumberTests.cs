using System.Text;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Core.Tests.Mapping;

public sealed class DecimalNumberTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("27000.10", 270001, 1)]
    [InlineData("-0.05", -5, 2)]
    [InlineData("+7", 7, 0)]
    [InlineData("0.00", 0, 0)]
    [InlineData("1e3", 1000, 0)]
    [InlineData("1.5E-7", 15, 8)]
    [InlineData("1.25e1", 125, 1)]
    [InlineData("100", 100, 0)]
    [InlineData("9007199254740993", 9007199254740993, 0)]
    [InlineData("0.1", 1, 1)]
    [InlineData("1.000000000000000000000000", 1, 0)]
    [InlineData("120.0e1", 1200, 0)]
    [InlineData("-0.0", 0, 0)]
    [InlineData("123456789012345678", 123456789012345678, 0)]
    public void A_number_is_read_digit_by_digit(string text, long mantissa, int scale)
    {
        Assert.True(DecimalNumber.TryParse(Encoding.UTF8.GetBytes(text), out var number));
        Assert.Equal(new DecimalNumber(mantissa, scale), number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e99999999999")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1e30")]
    [InlineData("12345678901234567890")]
    [InlineData("0.1234567890123456789")]
    public void What_is_no_number_or_has_too_many_digits_is_refused(string text) =>
        Assert.False(DecimalNumber.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Every_number_that_decimal_writes_is_read_as_the_same_number()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var expected = new decimal(random.Next(), random.Next(1 << 20), 0, random.Next(2) == 0, (byte)random.Next(13));
            var text = expected.ToString(System.Globalization.CultureInfo.InvariantCulture);

            Assert.True(DecimalNumber.TryParse(Encoding.UTF8.GetBytes(text), out var number), text);
            Assert.Equal(expected, number.Mantissa * new decimal(1, 0, 0, false, (byte)number.Scale));
        }
    }

    [Theory]
    [InlineData(150, 2, 1, 15)]
    [InlineData(15, 1, 4, 15000)]
    public void A_number_is_brought_to_another_scale_exactly(long mantissa, int scale, int to, long expected)
    {
        Assert.True(new DecimalNumber(mantissa, scale).TryAt(to, out var converted));
        Assert.Equal(expected, converted);
    }

    [Theory]
    [InlineData(155, 2, 1)]
    [InlineData(9007199254740991, 0, 1)]
    public void A_number_that_would_lose_digits_or_pass_the_limit_is_not_converted(long mantissa, int scale, int to) =>
        Assert.False(new DecimalNumber(mantissa, scale).TryAt(to, out _));
}
