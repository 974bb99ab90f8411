namespace MarketGateway.Core.Sessions;

/// <summary>
/// What a session's lane publishes of it for operators: about once a second, and at its end. Written by the lane alone;
/// each figure may be read by any thread, which costs the lane nothing, however many sessions are listed.
/// </summary>
public sealed class SessionFigures
{
    private long _flushes;
    private long _bytes;
    private long _bytesPerSecond;
    private long _oldestUnsentMs;
    private long _oldestUnsentMsMax;
    private long _measuredAt;
    private int _subscriptions;
    private int _window;
    private int _unacknowledged;
    private int _isLagging;

    /// <summary>Gets how many flushes were sent.</summary>
    public long Flushes => Volatile.Read(ref _flushes);

    /// <summary>Gets how many bytes were sent, those of frames aside.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Gets how many bytes were sent a second, from the last look but one to the last.</summary>
    public long BytesPerSecond => Volatile.Read(ref _bytesPerSecond);

    /// <summary>Gets how old the oldest change is that the client does not take; 0 when it takes all.</summary>
    public long OldestUnsentMs => Volatile.Read(ref _oldestUnsentMs);

    /// <summary>Gets the same at its worst.</summary>
    public long OldestUnsentMsMax => Volatile.Read(ref _oldestUnsentMsMax);

    /// <summary>Gets how many streams the session holds.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>Gets how many flushes may be un-acknowledged; 0: no window.</summary>
    public int Window => Volatile.Read(ref _window);

    /// <summary>Gets how many flushes of a window are not acknowledged.</summary>
    public int Unacknowledged => Volatile.Read(ref _unacknowledged);

    public bool IsLagging => Volatile.Read(ref _isLagging) != 0;

    /// <summary>Called by the lane at each look: the worst lies between two that are measured.</summary>
    internal void NoteOldestUnsent(long milliseconds)
    {
        if (milliseconds > _oldestUnsentMsMax)
        {
            Volatile.Write(ref _oldestUnsentMsMax, milliseconds);
        }
    }

    /// <summary>Called by the lane about once a second, and at the end.</summary>
    internal void Publish(in LaneFigures lane, long now)
    {
        var elapsed = now - _measuredAt;
        if (elapsed > 0 && _measuredAt > 0)
        {
            Volatile.Write(ref _bytesPerSecond, (lane.Bytes - _bytes) * 1000 / elapsed);
        }

        _measuredAt = now;
        Volatile.Write(ref _flushes, lane.Flushes);
        Volatile.Write(ref _bytes, lane.Bytes);
        Volatile.Write(ref _oldestUnsentMs, lane.OldestUnsentMs);
        Volatile.Write(ref _subscriptions, lane.Subscriptions);
        Volatile.Write(ref _window, lane.Window);
        Volatile.Write(ref _unacknowledged, lane.Unacknowledged);
        Volatile.Write(ref _isLagging, lane.IsLagging ? 1 : 0);
        NoteOldestUnsent(lane.OldestUnsentMs);
    }

    /// <summary>The figures as the lane has them.</summary>
    internal readonly record struct LaneFigures(
        long Flushes, long Bytes, long OldestUnsentMs, int Subscriptions, int Window, int Unacknowledged, bool IsLagging);
}
