using MarketGateway.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Tests.Security;

/// <summary>When an issuer's keys are read again, and what holds while they cannot be.</summary>
public sealed class IssuerKeysTests
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
    private readonly IssuerKeys _keys;
    private TrustedKeys? _published = KeySet();
    private int _readings;

    public IssuerKeysTests() => _keys = new IssuerKeys(
        _ =>
        {
            _readings++;
            return _published is { } keys ? Task.FromResult(keys) : throw new IOException("down");
        },
        Refresh,
        _time,
        NullLogger<IssuerKeys>.Instance);

    [Fact]
    public async Task A_withdrawn_key_is_trusted_for_the_interval_at_most()
    {
        var first = await _keys.GetAsync();
        _published = KeySet();
        _time.Advance(Refresh - Moment);
        Assert.Same(first, await _keys.GetAsync());
        _time.Advance(Moment);
        Assert.Same(_published, await _keys.GetAsync());
        Assert.Equal(2, _readings);
    }

    [Fact]
    public async Task A_reading_that_fails_keeps_the_last_keys_and_is_tried_again_later_and_later()
    {
        var first = await _keys.GetAsync();
        _published = null;
        _time.Advance(Refresh);
        foreach (var backoff in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            await ReadsOnceMoreAsync(first);
            _time.Advance(TimeSpan.FromSeconds(backoff) - Moment);
            var readings = _readings;
            Assert.Same(first, await _keys.GetAsync());
            Assert.Equal(readings, _readings);
            _time.Advance(Moment);
        }

        _published = KeySet();
        await ReadsOnceMoreAsync(first);
        Assert.Same(_published, await _keys.GetAsync());
    }

    [Fact]
    public async Task Before_any_could_be_read_there_are_none_and_the_next_reading_waits()
    {
        _published = null;
        Assert.Null(await _keys.GetAsync());
        _published = KeySet();
        Assert.Null(await _keys.GetAsync());
        _time.Advance(IssuerKeys.BackoffMin);
        Assert.Same(_published, await _keys.GetAsync());
    }

    [Fact]
    public async Task Tokens_of_unknown_keys_have_the_keys_read_once_in_a_while_however_many_come()
    {
        var first = (await _keys.GetAsync())!;
        var second = _published = KeySet();
        Assert.Same(second, await _keys.GetNewerAsync(first));
        Assert.Same(second, await _keys.GetNewerAsync(first));
        for (var token = 0; token < 1000; token++)
        {
            Assert.Null(await _keys.GetNewerAsync(second));
        }

        Assert.Equal(2, _readings);
        _time.Advance(IssuerKeys.UnknownInterval);
        _published = KeySet();
        Assert.Same(_published, await _keys.GetNewerAsync(second));
    }

    [Fact]
    public async Task An_empty_key_set_is_taken_for_a_failure()
    {
        var first = await _keys.GetAsync();
        _published = new TrustedKeys([], Issuer: null);
        _time.Advance(Refresh);
        Assert.Same(first, await _keys.GetAsync());
    }

    /// <summary>A reading after a failed one is not waited for by whoever shows a token.</summary>
    private async Task ReadsOnceMoreAsync(TrustedKeys? held)
    {
        var readings = _readings;
        Assert.Same(held, await _keys.GetAsync());
        await _keys.Reading;
        Assert.Equal(readings + 1, _readings);
    }

    private static TrustedKeys KeySet() => new([new SymmetricSecurityKey(new byte[32])], Issuer: null);
}
