using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// The streams of one session that changed and wait to be told, each once, and the pace at which they are. Pushed to by
/// feed threads and requests; all else is the flush loop's.
/// </summary>
internal sealed class ChangeWriter(Session session, SessionEnvironment environment, WireFormat format)
{
    /// <summary>Nothing is due.</summary>
    public const long Never = long.MaxValue;

    private readonly ChangedSet _changed = new();
    private readonly List<Subscription> _pending = [];
    private long _changedSince;
    private long _leftSince;
    private long _pacedAt;

    /// <summary>Gets or sets a value indicating whether there is more to tell at once, in another flush.</summary>
    public bool IsFull { get; set; }

    /// <summary>Gets how many changed streams wait for their time.</summary>
    public int WaitingCount => _pending.Count;

    /// <summary>Notes that a stream changed; returns when it is due.</summary>
    public long Push(Subscription subscription, long now)
    {
        if (Volatile.Read(ref _changedSince) == 0)
        {
            Volatile.Write(ref _changedSince, Math.Max(1, now));
        }

        _changed.Push(subscription, now);
        return subscription.IntervalMs == 0 ? now : NextDueAt(subscription, now);
    }

    /// <summary>Says how old the oldest change is that is due and was not told yet.</summary>
    public TimeSpan OldestWaiting(long now)
    {
        var leftSince = Volatile.Read(ref _leftSince);
        var changedSince = leftSince != 0 ? leftSince : Volatile.Read(ref _changedSince);
        return changedSince == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(now - changedSince);
    }

    /// <summary>Takes over what changed until now.</summary>
    /// <remarks>
    /// With the heartbeat go the versions that moved without a change in the client's window: it learns that it is up to
    /// date, and its account closes.
    /// </remarks>
    public void Take(bool withUnseen, long now)
    {
        session.Subscriptions.FollowCatalog();
        if (withUnseen)
        {
            session.Subscriptions.PushBehind(_changed, now);
        }

        Volatile.Write(ref _changedSince, 0);
        Volatile.Write(ref _leftSince, 0);
        _changed.TakeInto(_pending);
        foreach (var subscription in _pending)
        {
            if (subscription.TakeResyncRequest())
            {
                subscription.RequestSnapshot();
            }
        }
    }

    /// <summary>
    /// Writes what is due, statuses first, up to the size of a flush; returns when the next of the others is due.
    /// </summary>
    public long Write(FlushBuffer flush, long now)
    {
        if (_pending.Count == 0)
        {
            return Never;
        }

        StatusTeller.Tell(_pending, format, flush);

        // Beyond the answers: those of a large subscribe must not crowd out the data for as long as they last.
        var lengthMax = flush.Length + environment.Options.FlushBytesMax;
        var kept = 0;
        var isPaced = false;
        var nextDueAt = Never;
        var leftSince = long.MaxValue;
        for (var i = 0; i < _pending.Count; i++)
        {
            var subscription = _pending[i];
            if (subscription.IsEnded || IsSetAside(subscription))
            {
                continue;
            }

            if (subscription.IntervalMs > 0 && subscription.DueAt > now)
            {
                nextDueAt = Math.Min(nextDueAt, subscription.DueAt);
                _pending[kept++] = subscription;
                continue;
            }

            IsFull |= flush.Length >= lengthMax;
            if (IsFull || !TryWrite(subscription, flush, now))
            {
                leftSince = Math.Min(leftSince, subscription.ChangedAt);
                _pending[kept++] = subscription;
            }

            isPaced |= subscription.IntervalMs > 0;
        }

        _pending.RemoveRange(kept, _pending.Count - kept);
        if (isPaced)
        {
            Volatile.Write(ref _pacedAt, now);
        }

        if (leftSince != long.MaxValue)
        {
            Volatile.Write(ref _leftSince, Math.Max(1, leftSince));
        }

        return nextDueAt;
    }

    /// <summary>
    /// Says whether a stream is paused. Its mark is cleared first, so that a resume at this very moment either is seen
    /// here or can push the stream anew.
    /// </summary>
    private static bool IsSetAside(Subscription subscription)
    {
        if (!subscription.IsPaused)
        {
            return false;
        }

        subscription.ClearChanged();
        return subscription.IsPaused || !subscription.TryMarkChanged();
    }

    /// <summary>Writes one stream's change; false when its status has to be told first, in the next flush.</summary>
    private bool TryWrite(Subscription subscription, FlushBuffer flush, long now)
    {
        subscription.ClearChanged();
        subscription.Stream.Arm(subscription);
        var written = subscription.Stream.Write(subscription, format, flush);
        if (written == StreamWrite.StatusFirst)
        {
            // Marked again it waits with the loop; marked by somebody else meanwhile, it waits in the changed set.
            IsFull = true;
            return !subscription.TryMarkChanged();
        }

        if (subscription.IsResyncRequested)
        {
            // Asked for after this flush took its changes, when the stream could not be pushed: it was in it already.
            _changed.Push(subscription, now);
            IsFull = true;
        }

        if (subscription.IsOnce)
        {
            session.Subscriptions.EndOnce(subscription);
        }

        if (written == StreamWrite.Written && subscription.IntervalMs > 0)
        {
            subscription.DueAt = (now / PacingWheel.StepMs * PacingWheel.StepMs) + subscription.IntervalMs;
        }

        return true;
    }

    /// <summary>
    /// Says when a paced stream that just changed is due: not sooner than its interval after its last update, and
    /// together with the session's other streams of that interval, so that flushes follow the interval and not the
    /// number of streams.
    /// </summary>
    private long NextDueAt(Subscription subscription, long now)
    {
        var interval = subscription.IntervalMs;
        if (subscription.DueAt > now)
        {
            return subscription.DueAt;
        }

        var isQuiet = now - Volatile.Read(ref _pacedAt) >= interval;
        return isQuiet ? now : ((now - session.PhaseMs + interval) / interval * interval) + session.PhaseMs;
    }
}
