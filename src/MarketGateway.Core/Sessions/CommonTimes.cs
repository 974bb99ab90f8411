namespace MarketGateway.Core.Sessions;

/// <summary>
/// The times at which the paced streams of a session are due: common to all streams of an interval, so that flushes
/// follow the interval and not the number of streams.
/// </summary>
/// <param name="phaseMs">By how much the session's times are later than those of the process.</param>
internal sealed class CommonTimes(long phaseMs)
{
    /// <summary>Gets the first common time that is not before a given one.</summary>
    public long AtOrAfter(long time, int interval) =>
        ((time - phaseMs + interval - 1) / interval * interval) + phaseMs;

    /// <summary>Gets the last common time that is not after a given one.</summary>
    public long AtOrBefore(long time, int interval) => AtOrAfter(time - interval + 1, interval);

    /// <summary>Gets the common time at which a stream is due again that was told just now.</summary>
    /// <remarks>
    /// The last common time within the interval, so that nobody waits for longer than he asked for. Two updates may be
    /// nearer than the interval, down to half of it: a flush that is late for one common time must not miss the next one,
    /// nor have a time of its own, or flushes would follow the number of streams. Where that common time is nearer still,
    /// since the stream was told at once after a quiet while, it is the middle of two of them, once.
    /// </remarks>
    public long Next(long now, int interval)
    {
        var slack = Math.Max(interval / 2, PacingWheel.StepMs - 1);
        var common = AtOrBefore(now + interval, interval);
        return common - now >= interval - slack ? common : common + (interval / 2);
    }
}
