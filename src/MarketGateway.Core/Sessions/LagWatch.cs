namespace MarketGateway.Core.Sessions;

/// <summary>
/// Decides when a client is lagging: at once when its oldest unsent change is too old, and no longer only after it has
/// not been for a while, so that a client which reads slowly in bursts is told twice and not all the time. Owned by the
/// session's lane.
/// </summary>
internal struct LagWatch(SessionOptions options)
{
    private long _behindAt;

    public bool IsLagging { get; private set; }

    /// <summary>Takes a look; answers the new state when it is another, else null.</summary>
    public bool? Observe(TimeSpan oldestUnsent, long now)
    {
        if (oldestUnsent >= options.LaggingAfter)
        {
            _behindAt = now;
            return Change(true);
        }

        return IsLagging && now - _behindAt >= options.LaggingRecovery.TotalMilliseconds ? Change(false) : null;
    }

    private bool? Change(bool isLagging)
    {
        if (IsLagging == isLagging)
        {
            return null;
        }

        IsLagging = isLagging;
        return isLagging;
    }
}
