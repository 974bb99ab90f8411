namespace MarketGateway.Core.Instruments;

/// <summary>The time of feed and wire: microseconds since 1970-01-01T00:00:00Z.</summary>
public static class UnixMicroseconds
{
    public static long GetUnixMicroseconds(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
