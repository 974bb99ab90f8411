namespace MarketGateway.Core.Sessions;

/// <summary>
/// Decides when a client is lagging: at once when its oldest unsent change is too old, and no longer only after it has
/// not been for a while, so that a client which reads slowly in bursts is told twice and not all the time. Looked at by
/// the hub's timer, whose turns may overlap on a busy machine, and stopped by whoever ends the session.
/// </summary>
internal sealed class LagWatch(SessionOptions options)
{
    private readonly Lock _gate = new();
    private long _behindAt;
    private bool _isLagging;
    private bool _isStopped;

    public bool IsLagging => Volatile.Read(ref _isLagging);

    /// <summary>Takes a look; answers the new state when it is another, else null.</summary>
    public bool? Observe(TimeSpan oldestUnsent, long now)
    {
        lock (_gate)
        {
            if (oldestUnsent >= options.LaggingAfter)
            {
                _behindAt = now;
                return ChangeNeedsGate(true);
            }

            return _isLagging && now - _behindAt >= options.LaggingRecovery.TotalMilliseconds ? ChangeNeedsGate(false) : null;
        }
    }

    /// <summary>Decides nothing any more; answers whether the client was lagging.</summary>
    public bool Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            return _isLagging;
        }
    }

    private bool? ChangeNeedsGate(bool isLagging)
    {
        if (_isStopped || _isLagging == isLagging)
        {
            return null;
        }

        Volatile.Write(ref _isLagging, isLagging);
        return isLagging;
    }
}
