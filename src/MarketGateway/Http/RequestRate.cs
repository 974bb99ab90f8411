namespace MarketGateway.Http;

/// <summary>
/// How many requests each owner may make now: so many at once, and as many again within the window, refilled steadily.
/// Who has asked for nothing within the window is forgotten. Safe for use by any thread.
/// </summary>
internal sealed class RequestRate(int max, TimeSpan window, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, long At)> _allowances = [];
    private long _sweptAt = time.GetTimestamp();

    /// <summary>Gets how many requests there are within the window.</summary>
    public int Max => max;

    /// <summary>Gets how many owners are remembered.</summary>
    internal int Owners
    {
        get
        {
            lock (_gate)
            {
                return _allowances.Count;
            }
        }
    }

    /// <summary>Takes one; where there is none, says when there will be.</summary>
    public bool TryTake(string owner, out TimeSpan retryAfter)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            SweepNeedsGate(now);
            var left = _allowances.TryGetValue(owner, out var held) ? Refilled(held.Left, held.At, now) : max;
            var isGranted = left >= 1;
            retryAfter = isGranted ? TimeSpan.Zero : (1 - left) / max * window;
            _allowances[owner] = (isGranted ? left - 1 : left, now);
            return isGranted;
        }
    }

    private double Refilled(double left, long at, long now) =>
        Math.Min(max, left + (time.GetElapsedTime(at, now) / window * max));

    private void SweepNeedsGate(long now)
    {
        if (time.GetElapsedTime(_sweptAt, now) < window)
        {
            return;
        }

        _sweptAt = now;
        foreach (var (owner, held) in _allowances)
        {
            if (Refilled(held.Left, held.At, now) >= max)
            {
                _allowances.Remove(owner);
            }
        }
    }
}
