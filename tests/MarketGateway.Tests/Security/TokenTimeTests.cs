using MarketGateway.Security;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Tests.Security;

/// <summary>When a token's time is now: by our clock, with its skew, whatever times the token states.</summary>
public sealed class TokenTimeTests
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private static readonly DateTime Now = new(2026, 1, 5, 12, 0, 0, DateTimeKind.Utc);

    public static TheoryData<DateTime?, DateTime?, bool> Times => new()
    {
        { null, Now.AddHours(1), true },
        { DateTime.MinValue, Now.AddHours(1), true },
        { Now.AddSeconds(29), Now.AddHours(1), true },
        { Now.AddSeconds(31), Now.AddHours(1), false },
        { null, DateTime.MaxValue, true },
        { DateTime.MaxValue, DateTime.MaxValue, false },
        { null, Now.AddSeconds(-29), true },
        { null, null, false },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void A_token_is_in_time_from_its_beginning_to_its_end_with_the_skew(
        DateTime? notBefore, DateTime? expires, bool isInTime) =>
        Assert.Equal(isInTime, JwtTokenReader.IsInTime(notBefore, expires, Skew, new FakeTimeProvider(Now)));

    [Fact]
    public void A_token_that_has_ended_is_refused_as_expired() => Assert.Throws<SecurityTokenExpiredException>(
        () => JwtTokenReader.IsInTime(null, Now.AddSeconds(-31), Skew, new FakeTimeProvider(Now)));
}
