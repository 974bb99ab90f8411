namespace MarketGateway.Client;

/// <summary>Times on the wire are microseconds since 1970-01-01T00:00:00Z.</summary>
internal static class WireTime
{
    /// <summary>No gateway means longer than a day, and a longer one could not be added to a time.</summary>
    private const long IntervalMsMax = 24 * 60 * 60 * 1000;

    public static DateTimeOffset Read(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? Read(long? microseconds) => microseconds is { } value ? Read(value) : null;

    /// <summary>Reads a duration in milliseconds; one that is not told is zero.</summary>
    public static TimeSpan ReadInterval(long? milliseconds) =>
        TimeSpan.FromMilliseconds(Math.Clamp(milliseconds ?? 0, 0, IntervalMsMax));
}
