namespace MarketGateway.Core.Sessions;

/// <summary>
/// How many requests a session may make now: refilled steadily, up to one second's worth. Used by the one reader of its
/// connection.
/// </summary>
internal sealed class RequestAllowance(int perSecond, SessionClock clock)
{
    private const long MillisecondsPerSecond = 1000;

    /// <summary>In thousandths of a request, so that a millisecond refills a whole number of them.</summary>
    private long _left = perSecond * MillisecondsPerSecond;
    private long _refilledAt = clock.NowMs;

    public bool TryTake()
    {
        var now = clock.NowMs;
        _left = Math.Min(perSecond * MillisecondsPerSecond, _left + ((now - _refilledAt) * perSecond));
        _refilledAt = now;
        if (_left < MillisecondsPerSecond)
        {
            return false;
        }

        _left -= MillisecondsPerSecond;
        return true;
    }
}
