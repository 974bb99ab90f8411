namespace MarketGateway.Client;

/// <summary>
/// How often one stream may ask for a resync: at once the first time, then after 1 s, 2 s, 4 s ... up to 30 s, so that
/// a stream which stays broken does not cost the gateway a snapshot per update. Owned by the receive loop.
/// </summary>
internal sealed class ResyncPace
{
    private const int DoublingsMax = 5;
    private static readonly TimeSpan WaitMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private int _doublings;

    /// <summary>Whether a resync may be asked for now; if so, it counts as asked for.</summary>
    /// <param name="now">The time.</param>
    /// <param name="waitMin">How long the gateway wants to be left alone after one.</param>
    public bool TryTake(DateTimeOffset now, TimeSpan waitMin)
    {
        if (now < _next)
        {
            return false;
        }

        // A stream that held for a while after its last resync begins at the short wait again.
        if (now - _next > WaitMax)
        {
            _doublings = 0;
        }

        var wait = WaitMin * (1 << _doublings);
        _next = now + (wait < waitMin ? waitMin : wait < WaitMax ? wait : WaitMax);
        _doublings = Math.Min(_doublings + 1, DoublingsMax);
        return true;
    }

    /// <summary>The gateway refused a resync, and says when it would grant one.</summary>
    public void WaitUntil(DateTimeOffset next) => _next = next;

    /// <summary>A new session: the gateway counts from zero, and so do we.</summary>
    public void Reset()
    {
        _next = DateTimeOffset.MinValue;
        _doublings = 0;
    }
}
