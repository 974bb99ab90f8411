namespace MarketGateway.Core.Delivery;

/// <summary>Gathers, message by message, how old the data of the flush is that is being built.</summary>
internal struct FlushAge
{
    private long _changedAt;
    private long _occurredAt;

    /// <summary>Gets a value indicating whether the flush holds data.</summary>
    public bool HasData { get; private set; }

    /// <summary>Gets a value indicating whether some of it waited for an interval.</summary>
    public bool IsPaced { get; private set; }

    /// <summary>Adds a message.</summary>
    /// <param name="changedAt">Since when there was something to send, by the lane's clock.</param>
    /// <param name="occurredAt">When the newest update in it occurred; 0 when it holds no news.</param>
    /// <param name="isPaced">Whether it waited for an interval.</param>
    public void Add(long changedAt, long occurredAt, bool isPaced)
    {
        _changedAt = HasData ? Math.Min(_changedAt, changedAt) : changedAt;
        HasData = true;
        IsPaced |= isPaced;
        if (occurredAt > 0)
        {
            _occurredAt = _occurredAt == 0 ? occurredAt : Math.Min(_occurredAt, occurredAt);
        }
    }

    /// <summary>Reckons how old that is now. A venue whose clock is ahead of ours counts as zero.</summary>
    public readonly FlushTiming Measure(long nowMs, long unixMicroseconds) => new(
        TimeSpan.FromMilliseconds(Math.Max(0, nowMs - _changedAt)),
        _occurredAt == 0 ? null : TimeSpan.FromMicroseconds(Math.Max(0, unixMicroseconds - _occurredAt)),
        IsPaced);
}
