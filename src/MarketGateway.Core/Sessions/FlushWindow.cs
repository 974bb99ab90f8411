namespace MarketGateway.Core.Sessions;

/// <summary>
/// How far a client is with what it is sent: what the transport has not taken yet, and, when it opened a window, what the
/// client has not processed yet. Moved by the flush loop and by the client's acknowledgements, read by the hub.
/// </summary>
/// <param name="clock">The session's clock.</param>
/// <param name="flushBytesMax">The size at which a flush to a client that takes all at once is sent.</param>
internal sealed class FlushWindow(SessionClock clock, int flushBytesMax)
{
    /// <summary>A flush to a slow client holds about what it takes in this time: what is in a flush is decided.</summary>
    private const int SlowFlushMs = 250;

    /// <summary>Less than this is not worth a message.</summary>
    private const int SlowFlushBytesMin = 4096;

    private readonly int _flushBytesMax = flushBytesMax;
    private long _sendingSince;
    private long _sent;
    private long _processed;

    /// <summary>When the client acknowledged last, or got the first flush after it had acknowledged all.</summary>
    private long _processedAt = clock.NowMs;

    /// <summary>Gets the size at which a flush is sent even if more waits.</summary>
    public int FlushBytes { get; private set; } = flushBytesMax;

    /// <summary>Gets how many flushes may be un-acknowledged; 0: no window.</summary>
    public int Length { get; private set; }

    /// <summary>Gets a value indicating whether nothing may be sent before the client has acknowledged more.</summary>
    public bool IsClosed => Length > 0 && Volatile.Read(ref _sent) - Volatile.Read(ref _processed) >= Length;

    /// <summary>Gets a value indicating whether the client does not take more at present.</summary>
    public bool IsBlocked => Volatile.Read(ref _sendingSince) != 0 || IsClosed;

    /// <remarks>
    /// What was sent before does not count: a client that acknowledges only once it has been told of its window would
    /// wait for that answer for ever, behind a welcome that fills a window of one.
    /// </remarks>
    public void Open(int length)
    {
        Volatile.Write(ref _processed, Volatile.Read(ref _sent));
        Length = length;
        Volatile.Write(ref _processedAt, clock.NowMs);
    }

    /// <summary>Notes which flush the client has processed; false when it was never sent.</summary>
    public bool TryAcknowledge(long flush)
    {
        if (flush > Volatile.Read(ref _sent))
        {
            return false;
        }

        if (flush > Volatile.Read(ref _processed))
        {
            Volatile.Write(ref _processed, flush);
            Volatile.Write(ref _processedAt, clock.NowMs);
        }

        return true;
    }

    /// <summary>Notes that a flush is on its way.</summary>
    public void BeginSend()
    {
        var now = clock.NowMs;
        if (_sent == Volatile.Read(ref _processed))
        {
            Volatile.Write(ref _processedAt, now);
        }

        Volatile.Write(ref _sendingSince, Math.Max(1, now));
        Volatile.Write(ref _sent, _sent + 1);
    }

    /// <summary>Notes that the transport has taken so many bytes.</summary>
    public void EndSend(int bytes)
    {
        var elapsed = clock.NowMs - _sendingSince;
        FlushBytes = elapsed >= SlowFlushMs / 2
            ? (int)Math.Clamp(bytes * (long)SlowFlushMs / elapsed, Math.Min(SlowFlushBytesMin, _flushBytesMax), _flushBytesMax)
            : Math.Min(FlushBytes * 2, _flushBytesMax);
        Volatile.Write(ref _sendingSince, 0);
    }

    /// <summary>Says for how long the client has taken or acknowledged nothing although there was something.</summary>
    public TimeSpan StalledFor(long now)
    {
        var sendingSince = Volatile.Read(ref _sendingSince);
        var since = sendingSince != 0 ? sendingSince : IsClosed ? Volatile.Read(ref _processedAt) : now;
        return TimeSpan.FromMilliseconds(now - since);
    }
}
