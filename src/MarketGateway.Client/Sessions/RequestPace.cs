namespace MarketGateway.Client;

/// <summary>
/// Keeps requests below what the gateway takes per second: a client that takes up hundreds of subscriptions again would
/// have most of them refused. Used by the one sender of a link.
/// </summary>
/// <remarks>
/// Half a second's worth at once and then four fifths of the rate: what a slow network delays arrives together, and the
/// gateway saves up no more than one second's worth.
/// </remarks>
internal sealed class RequestPace(TimeProvider time)
{
    private const double BurstSeconds = 0.5;
    private const double RateShare = 0.8;

    private double _perSecond = double.PositiveInfinity;
    private double _left;
    private long _refilledAt;

    /// <summary>Sets the gateway's limit, once it is known; until then nothing is held back.</summary>
    public void Limit(long perSecondMax)
    {
        _refilledAt = time.GetTimestamp();
        _left = Math.Max(1, perSecondMax * BurstSeconds);
        Volatile.Write(ref _perSecond, perSecondMax * RateShare);
    }

    /// <summary>Takes room for one request; answers how long to wait before trying again, zero when it was there.</summary>
    public TimeSpan Take()
    {
        var perSecond = Volatile.Read(ref _perSecond);
        if (double.IsInfinity(perSecond))
        {
            return TimeSpan.Zero;
        }

        var capacity = Math.Max(1, perSecond / RateShare * BurstSeconds);
        _left = Math.Min(capacity, _left + (time.GetElapsedTime(_refilledAt).TotalSeconds * perSecond));
        _refilledAt = time.GetTimestamp();
        if (_left < 1)
        {
            return TimeSpan.FromSeconds((1 - _left) / perSecond);
        }

        _left--;
        return TimeSpan.Zero;
    }
}
