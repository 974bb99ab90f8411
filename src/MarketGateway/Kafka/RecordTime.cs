namespace MarketGateway.Kafka;

/// <summary>
/// What a record's Kafka time stamp is worth. Any producer may write any number there (micro- or nanoseconds, seconds,
/// a sentinel), and every replica reads it: none is handed to a type of time unchecked.
/// </summary>
internal static class RecordTime
{
    /// <summary>2000-01-01, before there was Kafka: seconds instead of milliseconds lie before it.</summary>
    private const long Earliest = 946_684_800_000;

    /// <summary>The end of the year 9999, where .NET's time ends: microseconds lie beyond it.</summary>
    private const long Latest = 253_402_300_799_999;

    /// <summary>Returns whether the number is a time in milliseconds since 1970 that a record may have.</summary>
    public static bool IsTime(long milliseconds) => milliseconds is >= Earliest and <= Latest;

    /// <summary>
    /// Gets how long ago a record was appended: zero for one from the future, null for a number that is no time.
    /// </summary>
    public static TimeSpan? AgeOf(long appendedAt, TimeProvider time)
    {
        if (!IsTime(appendedAt))
        {
            return null;
        }

        TimeSpan age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(appendedAt);
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }
}
