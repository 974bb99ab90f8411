namespace MarketGateway.Tools;

/// <summary>Turns a count that is looked at now and then into a rate.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private long _at = time.GetTimestamp();
    private long _count;

    /// <summary>Gives the counts per second since the last look.</summary>
    public double Update(long count)
    {
        var now = time.GetTimestamp();
        var rate = (count - _count) / Math.Max(1e-3, time.GetElapsedTime(_at, now).TotalSeconds);
        (_at, _count) = (now, count);
        return rate;
    }
}
