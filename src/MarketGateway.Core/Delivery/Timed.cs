namespace MarketGateway.Core.Delivery;

/// <summary>What a lane does something about at a time.</summary>
internal abstract class Timed
{
    /// <summary>The <see cref="ScheduledAt"/> of what waits for no time.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Gets or sets for when it stands in the lane's timers.</summary>
    public long ScheduledAt { get; set; } = Never;

    /// <summary>Called by the lane when that time has come.</summary>
    public abstract void OnTime(long now);
}
