namespace MarketGateway.Core.Protocol;

/// <summary>The ranges that schemas/wire gives for what a client may ask of its session.</summary>
public static class SessionLimits
{
    public const int HeartbeatMsMin = 250;
    public const int HeartbeatMsMax = 30_000;
    public const int HeartbeatMsDefault = 1000;

    /// <summary>More flushes than that in flight are no window any more.</summary>
    public const int WindowMax = 1024;

    /// <summary>Below this, a heartbeat alone would fill the line.</summary>
    public const int BytesPerSecondMin = 1000;

    /// <summary>The grain of the pacing clock.</summary>
    public const int IntervalMsMin = 10;

    public const int IntervalMsMax = 60_000;
}
