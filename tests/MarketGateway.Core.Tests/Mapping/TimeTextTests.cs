using System.Text;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Core.Tests.Mapping;

public sealed class TimeTextTests
{
    private const long At = 1_767_323_045_678_901;

    [Theory]
    [InlineData("1767323045", "S", At / 1_000_000 * 1_000_000)]
    [InlineData("1767323045.678901234", "S", At)]
    [InlineData("1767323045678", "Ms", At / 1000 * 1000)]
    [InlineData("1767323045678901", "Us", At)]
    [InlineData("1767323045678901999", "Ns", At)]
    [InlineData("2026-01-02T03:04:05.678901Z", "Iso8601", At)]
    [InlineData("2026-01-02T03:04:05.678901999Z", "Iso8601", At)]
    [InlineData("2026-01-02 03:04:05.678901", "Iso8601", At)]
    [InlineData("2026-01-02T05:34:05.678901+02:30", "Iso8601", At)]
    [InlineData("2026-01-01T22:04:05.678901-0500", "Iso8601", At)]
    public void A_time_is_read_in_the_unit_that_the_mapping_names(string text, string unit, long expected)
    {
        Assert.True(TimeText.TryParse(Encoding.UTF8.GetBytes(text), Enum.Parse<TimeUnit>(unit), out var time));
        Assert.Equal(expected, time);
    }

    [Theory]
    [InlineData("-1", "S")]
    [InlineData("99999999999999", "S")]
    [InlineData("x", "Ms")]
    [InlineData("2026-02-30T00:00:00Z", "Iso8601")]
    [InlineData("2026-01-02T24:00:00Z", "Iso8601")]
    [InlineData("2026-01-02T03:04:05.Z", "Iso8601")]
    [InlineData("2026-01-02T03:04:05+99:00", "Iso8601")]
    [InlineData("2026-01-02", "Iso8601")]
    [InlineData("1767323045", "Iso8601")]
    public void What_is_no_time_is_refused(string text, string unit) =>
        Assert.False(TimeText.TryParse(Encoding.UTF8.GetBytes(text), Enum.Parse<TimeUnit>(unit), out _));
}
