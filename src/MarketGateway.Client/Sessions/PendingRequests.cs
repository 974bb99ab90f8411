using System.Collections.Concurrent;

namespace MarketGateway.Client;

/// <summary>The requests of one session by <c>id</c>. Added to from any thread; answered by the receive loop.</summary>
internal sealed class PendingRequests(TimeProvider time)
{
    private readonly ConcurrentDictionary<long, PendingRequest> _pending = new();

    /// <summary>Requests that came too early, and when each is granted. Of the receive loop.</summary>
    private readonly List<(DateTimeOffset At, PendingRequest Pending)> _repeats = [];

    /// <summary>1: the session is over. An integer, since .NET 8 exchanges no booleans.</summary>
    private int _isOver;
    private long _lastId;

    /// <summary>Gets how many requests may still be answered.</summary>
    public int Count => _pending.Count;

    public long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>Waits for the answer to a request; one that comes after the end fails as those before it did.</summary>
    public void Add(long id, PendingRequest pending)
    {
        _pending[id] = pending;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isOver) != 0)
        {
            Fail(pending);
        }
    }

    public PendingRequest? Find(long id) => _pending.GetValueOrDefault(id);

    /// <summary>Nothing more is expected of it.</summary>
    public PendingRequest? Take(long? id) => id is { } given && _pending.TryRemove(given, out var taken) ? taken : null;

    /// <summary>True when the number was given to a request of ours, whatever became of it.</summary>
    public bool IsOurs(long id) => id > 0 && id <= Volatile.Read(ref _lastId);

    /// <summary>
    /// Nothing more is expected of the requests of a subscription that has ended, but of those not answered yet.
    /// </summary>
    public void Forget(MarketSubscription subscription)
    {
        foreach (var (id, pending) in _pending)
        {
            if (pending.Subscription == subscription && pending.IsAnswered)
            {
                _pending.TryRemove(id, out _);
            }
        }
    }

    /// <summary>The gateway was asked for too much at once: this is to be asked again, after so long.</summary>
    public void Repeat(PendingRequest pending, TimeSpan after) => _repeats.Add((time.GetUtcNow() + after, pending));

    /// <summary>Takes what is to be asked again now; called after every flush, heartbeats too.</summary>
    public IReadOnlyList<PendingRequest> TakeRepeats()
    {
        if (_repeats.Count == 0)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var due = _repeats.Where(repeat => repeat.At <= now).ToArray();
        _repeats.RemoveAll(repeat => repeat.At <= now);
        return [.. due.Select(static repeat => repeat.Pending).Where(static pending => !pending.IsGivenUp)];
    }

    /// <summary>The session is over.</summary>
    public void End()
    {
        // First the mark, then the look at what waits: a request that comes meanwhile is seen here or sees the mark.
        Interlocked.Exchange(ref _isOver, 1);
        _pending.Values.ToList().ForEach(Fail);
        _repeats.ForEach(static repeat => Fail(repeat.Pending));
    }

    private static void Fail(PendingRequest pending)
    {
        pending.Fail(new MarketRequestException("the session ended before the answer"));
        if (pending.IsOnce)
        {
            pending.Subscription?.Refuse(new MarketRequestException("the session ended before the snapshot"));
        }
    }
}
