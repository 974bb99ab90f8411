namespace MarketGateway.Client;

/// <summary>Times on the wire are microseconds since 1970-01-01T00:00:00Z.</summary>
internal static class WireTime
{
    public static DateTimeOffset Read(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? Read(long? microseconds) => microseconds is { } value ? Read(value) : null;
}
