namespace MarketGateway.WebSockets;

/// <summary>
/// Pings a client, and finds out whether one that gives no sign of life is gone, or only behind with what it was sent: its
/// answer then waits behind all that. Owned by one connection; its timer's callbacks come one after the other.
/// </summary>
internal sealed class PingWatch : IDisposable
{
    /// <summary>
    /// More than a client without news is sent while a ping is on its way (heartbeats): whoever was sent so much since its
    /// last sign of life may have it before the ping.
    /// </summary>
    public const int BehindBytesMin = 16 << 10;

    /// <summary>More than a heartbeat and a ping, which a kernel may acknowledge a moment later.</summary>
    private const int QueuedBytesMin = 2 << 10;

    private static readonly byte[] Ping = [0x89, 0x00];

    private readonly FrameStream _frames;
    private readonly StreamOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<bool> _onSilent;
    private readonly ITimer _timer;
    private readonly long _start;
    private Task _pinging = Task.CompletedTask;
    private long _reads;
    private long _dataBytes;
    private TimeSpan _nextPing;
    private TimeSpan? _deadline;

    /// <param name="frames">The connection.</param>
    /// <param name="options">How often it is pinged, and how long it may take to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onSilent">Called once when no answer came: true when the client is there, and behind.</param>
    public PingWatch(FrameStream frames, StreamOptions options, TimeProvider time, Action<bool> onSilent)
    {
        (_frames, _options, _time, _onSilent) = (frames, options, time, onSilent);
        _start = time.GetTimestamp();
        _nextPing = options.PingInterval;
        _timer = time.CreateTimer(
            static watch => ((PingWatch)watch!).OnTime(), this, options.PingInterval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets who is told how much waits in the connection; null: nobody.</summary>
    public ISocketObserver? Observer { get; init; }

    public void Dispose() => _timer.Dispose();

    private void OnTime()
    {
        var now = _time.GetElapsedTime(_start);
        if (_frames.Reads is var reads && reads != _reads)
        {
            (_reads, _dataBytes, _deadline) = (reads, _frames.DataBytes, null);
        }

        if (_deadline is { } deadline && now >= deadline)
        {
            _onSilent(IsBehind());
            return;
        }

        if (now >= _nextPing)
        {
            _deadline ??= now + _options.PingTimeout;
            _nextPing = now + _options.PingInterval;
            Send();
            if (Observer is not null && _frames.AskKernel() is { } peer)
            {
                Observer.OnQueue(peer.QueuedBytes);
            }
        }

        var next = _deadline is { } end && end < _nextPing ? end : _nextPing;
        _timer.Change(next - now, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Says whether the client is there, and behind: its kernel answers, and there is something that it has not read, in
    /// our buffers or in its own. Where the kernel tells nothing, only what it was sent speaks for it.
    /// </summary>
    private bool IsBehind()
    {
        var isSentMuch = _frames.DataBytes - _dataBytes >= BehindBytesMin;
        return _frames.AskKernel() is { } peer
            ? peer.SilentFor < _options.PingTimeout && (isSentMuch || peer.QueuedBytes >= QueuedBytesMin)
            : isSentMuch;
    }

    private void Send()
    {
        // One that still waits for its turn behind a flush is enough.
        if (_pinging.IsCompleted)
        {
            _pinging = SendAsync();
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await _frames.WriteAsync(Ping, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // Whoever reads from the connection sees that it is broken.
        }
    }
}
