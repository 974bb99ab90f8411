namespace MarketGateway.Client;

/// <summary>
/// The changed streams of one reader: a stream is in it at most once, so a slow reader costs a bounded amount of memory
/// and always gets the newest. Written by the receive loop, or by those of several shards; taken from by one reader.
/// </summary>
internal sealed class ChangeFeed(int sources = 1) : IDisposable
{
    private readonly HashSet<object> _ended = [];
    private readonly Lock _gate = new();
    private readonly Queue<ClientStream> _changed = new();
    private readonly Dictionary<ClientStream, Seen> _seen = [];
    private readonly SemaphoreSlim _signal = new(0);
    private bool _isSignalled;
    private bool _isCompleted;

    public void Post(ClientStream stream, int messages)
    {
        lock (_gate)
        {
            _seen.TryGetValue(stream, out var seen);
            if (!seen.IsQueued)
            {
                _changed.Enqueue(stream);
            }

            _seen[stream] = seen with { IsQueued = true, Messages = seen.Messages + messages };
            SignalNeedsLock();
        }
    }

    /// <summary>One of its sources, as often as it says so, has ended; with the last of them the feed has.</summary>
    public void Complete(object source)
    {
        lock (_gate)
        {
            _ended.Add(source);
            _isCompleted = _ended.Count >= sources;
            SignalNeedsLock();
        }
    }

    /// <summary>Takes the next change, or says whether there can be any more.</summary>
    public bool TryTake(out StreamChange change, out bool isCompleted)
    {
        lock (_gate)
        {
            isCompleted = _isCompleted;
            if (!_changed.TryDequeue(out var stream))
            {
                _isSignalled = false;
                change = default;
                return false;
            }

            var seen = _seen[stream];
            var version = stream.Version;
            change = new StreamChange(stream, seen.Version, version, seen.Messages);
            _seen[stream] = new Seen(version, 0, false);
            return true;
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _signal.WaitAsync(cancellationToken);

    public void Dispose() => _signal.Dispose();

    private void SignalNeedsLock()
    {
        if (!_isSignalled)
        {
            _isSignalled = true;
            _signal.Release();
        }
    }

    private readonly record struct Seen(long? Version, long Messages, bool IsQueued);
}
