namespace MarketGateway.Core.Sessions;

/// <summary>
/// Decides when a client is lagging: at once when its oldest unsent change is too old, and no longer only after it has
/// not been for a while, so that a client which reads slowly in bursts is told twice and not all the time.
/// </summary>
internal sealed class LagWatch(SessionOptions options)
{
    private long _behindAt;
    private bool _isLagging;

    public bool IsLagging => Volatile.Read(ref _isLagging);

    /// <summary>Takes a look; answers the new state when it is another, else null.</summary>
    public bool? Observe(TimeSpan oldestUnsent, long now)
    {
        if (oldestUnsent >= options.LaggingAfter)
        {
            _behindAt = now;
            return Change(true);
        }

        return _isLagging && now - _behindAt >= options.LaggingRecovery.TotalMilliseconds ? Change(false) : null;
    }

    private bool? Change(bool isLagging)
    {
        if (_isLagging == isLagging)
        {
            return null;
        }

        Volatile.Write(ref _isLagging, isLagging);
        return isLagging;
    }
}
