namespace MarketGateway.Core.Sessions;

/// <summary>
/// How far a client is with what it is sent: what the transport has not taken yet, and, when it opened a window, what the
/// client has not processed yet. Owned by the session's lane.
/// </summary>
/// <param name="flushBytesMax">The size at which a flush to a client that takes all at once is sent.</param>
/// <param name="now">When it begins.</param>
internal sealed class FlushWindow(int flushBytesMax, long now)
{
    /// <summary>A flush to a slow client holds about what it takes in this time: what is in a flush is decided.</summary>
    private const int SlowFlushMs = 250;

    /// <summary>Less than this is not worth a message.</summary>
    private const int SlowFlushBytesMin = 4096;

    private readonly int _flushBytesMax = flushBytesMax;
    private long _sendingSince;
    private long _processed;

    /// <summary>When the client acknowledged last, or got the first flush after it had acknowledged all.</summary>
    private long _processedAt = now;

    /// <summary>Gets the size at which a flush is sent even if more waits.</summary>
    public int FlushBytes { get; private set; } = flushBytesMax;

    /// <summary>Gets how many flushes may be un-acknowledged; 0: no window.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the number of the flush sent last.</summary>
    public long Sent { get; private set; }

    /// <summary>Gets the number of the flush that the client has processed, as far as the window knows.</summary>
    public long Processed => _processed;

    /// <summary>Gets a value indicating whether nothing may be sent before the client has acknowledged more.</summary>
    public bool IsClosed => Length > 0 && Sent - _processed >= Length;

    /// <summary>Gets a value indicating whether a flush is on its way.</summary>
    public bool IsSending => _sendingSince != 0;

    /// <summary>Gets a value indicating whether the client does not take more at present.</summary>
    public bool IsBlocked => IsSending || IsClosed;

    /// <remarks>
    /// What was sent before does not count: a client that acknowledges only once it has been told of its window would
    /// wait for that answer for ever, behind a welcome that fills a window of one.
    /// </remarks>
    public void Open(int length, long now)
    {
        _processed = Sent;
        Length = length;
        _processedAt = now;
    }

    /// <summary>Notes which flush the client has processed.</summary>
    public void Acknowledge(long flush, long now)
    {
        if (flush > _processed)
        {
            _processed = flush;
            _processedAt = now;
        }
    }

    /// <summary>Notes that a flush is on its way.</summary>
    public void BeginSend(long now)
    {
        if (Sent == _processed)
        {
            _processedAt = now;
        }

        _sendingSince = Math.Max(1, now);
        Sent++;
    }

    /// <summary>Notes that the transport has taken so many bytes.</summary>
    public void EndSend(int bytes, long now)
    {
        var elapsed = now - _sendingSince;
        FlushBytes = elapsed >= SlowFlushMs / 2
            ? (int)Math.Clamp(bytes * (long)SlowFlushMs / elapsed, Math.Min(SlowFlushBytesMin, _flushBytesMax), _flushBytesMax)
            : Math.Min(FlushBytes * 2, _flushBytesMax);
        _sendingSince = 0;
    }

    /// <summary>Gets how long ago the client acknowledged last; zero when it has acknowledged all.</summary>
    public TimeSpan UnacknowledgedFor(long now) =>
        Sent > _processed ? TimeSpan.FromMilliseconds(now - _processedAt) : TimeSpan.Zero;

    /// <summary>Gets for how long the client has taken or acknowledged nothing although there was something.</summary>
    public TimeSpan StalledFor(long now)
    {
        var since = _sendingSince != 0 ? _sendingSince : IsClosed ? _processedAt : now;
        return TimeSpan.FromMilliseconds(now - since);
    }
}
