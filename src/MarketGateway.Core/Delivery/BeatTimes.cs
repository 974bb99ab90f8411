namespace MarketGateway.Core.Delivery;

/// <summary>The times at which a cohort is due: multiples of its interval, later by its phase.</summary>
/// <param name="intervalMs">The interval; above 0.</param>
/// <param name="phaseMs">By how much the times are later than the multiples.</param>
internal sealed class BeatTimes(int intervalMs, int phaseMs)
{
    /// <summary>The grain of pacing: the shortest interval a client can ask for.</summary>
    public const int StepMs = 10;

    /// <summary>Gets the time of the next beat of whoever was sent something just now.</summary>
    /// <remarks>
    /// The last common time within the interval, so that nobody waits for longer than he asked for. Two beats may be
    /// nearer than the interval, down to half of it: one that is late for a common time must not miss the next one.
    /// Where that common time is nearer still, since something was sent at once after a quiet while, it is the middle of
    /// two of them, once.
    /// </remarks>
    public long Next(long now)
    {
        var common = AtOrBefore(now + intervalMs);
        return common - now >= intervalMs / 2 ? common : common + (intervalMs / 2);
    }

    private long AtOrBefore(long time) => ((time - phaseMs) / intervalMs * intervalMs) + phaseMs;
}
