namespace MarketGateway.Core.Sessions;

/// <summary>Gathers, stream by stream, how old the data of the flush is that is being built. Owned by its loop.</summary>
internal struct FlushAge
{
    private long _changedAt;
    private long _occurredAt;
    private bool _isPaced;

    /// <summary>Gets a value indicating whether the flush holds data.</summary>
    public bool HasData { get; private set; }

    /// <summary>Takes a stream that was just written.</summary>
    public void Add(Subscription written)
    {
        _changedAt = HasData ? Math.Min(_changedAt, written.ChangedAt) : written.ChangedAt;
        HasData = true;
        _isPaced |= written.IntervalMs > 0;
        if (written.NewsOccurredAt is > 0 and var occurredAt)
        {
            _occurredAt = _occurredAt == 0 ? occurredAt : Math.Min(_occurredAt, occurredAt);
        }
    }

    /// <summary>Reckons how old that is now. A venue whose clock is ahead of ours counts as zero.</summary>
    public readonly FlushTiming Measure(SessionEnvironment environment) => new(
        TimeSpan.FromMilliseconds(Math.Max(0, environment.Clock.NowMs - _changedAt)),
        _occurredAt == 0 ? null : TimeSpan.FromMicroseconds(Math.Max(0, environment.UnixMicroseconds - _occurredAt)),
        _isPaced);
}
