using MarketGateway.Core.Delivery;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// How many requests a session may make now: refilled steadily, up to one second's worth. Used by the one reader of its
/// connection.
/// </summary>
internal struct RequestAllowance(int perSecond, LaneClock clock)
{
    private const long MillisecondsPerSecond = 1000;

    /// <summary>In thousandths of a request, so that a millisecond refills a whole number of them.</summary>
    private long _left = perSecond * MillisecondsPerSecond;
    private long _refilledAt = clock.NowMs;

    /// <summary>Takes one request; if there is none, says after how many milliseconds there will be.</summary>
    public bool TryTake(int perSecond, LaneClock clock, out long retryMs)
    {
        retryMs = 0;
        var now = clock.NowMs;
        _left = Math.Min(perSecond * MillisecondsPerSecond, _left + ((now - _refilledAt) * perSecond));
        _refilledAt = now;
        if (_left < MillisecondsPerSecond)
        {
            retryMs = (MillisecondsPerSecond - _left + perSecond - 1) / perSecond;
            return false;
        }

        _left -= MillisecondsPerSecond;
        return true;
    }
}
