namespace MarketGateway.Client;

/// <summary>
/// Says when what was processed is acknowledged: once it is half of the window, and the rest after a while. An
/// acknowledgement costs the gateway nearly as much as a flush, and only a full window holds it back.
/// </summary>
internal sealed class AckPace : IDisposable
{
    /// <summary>For so long a client may owe an acknowledgement that nobody waits for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly int _window;
    private readonly Action<long> _send;
    private readonly ITimer _timer;
    private long _processed;
    private long _acknowledged;
    private bool _isTimed;

    public AckPace(int window, TimeProvider time, Action<long> send)
    {
        (_window, _send) = (window, send);
        _timer = time.CreateTimer(
            static pace => ((AckPace)pace!).OnTime(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that all flushes up to this one were processed.</summary>
    public void Processed(long flush)
    {
        lock (_gate)
        {
            _processed = flush;
            if (2 * (flush - _acknowledged) >= _window)
            {
                Acknowledge();
            }
            else if (!_isTimed)
            {
                _isTimed = true;
                _timer.Change(Patience, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTime()
    {
        lock (_gate)
        {
            _isTimed = false;
            if (_processed > _acknowledged)
            {
                Acknowledge();
            }
        }
    }

    private void Acknowledge()
    {
        _acknowledged = _processed;
        _send(_processed);
    }
}
