using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// The changed streams of one session on their way into its flushes: which are due, which have to wait for their interval
/// and which for the next flush. Pushed to by any thread; taken and written by the flush loop.
/// </summary>
internal sealed class ChangeWriter(Session session, WireFormat format)
{
    private readonly ChangedSet _changed = new();
    private readonly List<Subscription> _pending = [];
    private bool _isFull;
    private long _leftSince;
    private long _pacedAt;
    private FlushAge _age;

    /// <summary>Gets how many changed streams wait for their time.</summary>
    public int WaitingCount => _pending.Count;

    /// <summary>Gets when the next stream is due that waits for its interval.</summary>
    public long NextDueAt { get; private set; }

    /// <summary>Gets since when there has been something to tell that is not in a flush; 0: nothing.</summary>
    public long OldestSince
    {
        get
        {
            var leftSince = Volatile.Read(ref _leftSince);
            return leftSince != 0 ? leftSince : _changed.OldestSince;
        }
    }

    /// <summary>Notes a change; answers when it is due.</summary>
    public long Push(Subscription subscription, long now)
    {
        _changed.Push(subscription, now);
        return DueAt(subscription, now);
    }

    /// <summary>Takes what has changed so far; to be called before the answers are taken.</summary>
    public void Take()
    {
        Volatile.Write(ref _leftSince, 0);
        _changed.TakeInto(_pending);
        foreach (var subscription in _pending)
        {
            subscription.TakeResyncRequest();
        }
    }

    /// <summary>
    /// Appends what may be told now; answers whether there is more for another flush at once. Called by the flush loop.
    /// </summary>
    public bool Write(FlushBuffer flush, int bytesMax, long now)
    {
        _isFull = false;
        NextDueAt = long.MaxValue;
        _age = default;
        if (_pending.Count == 0)
        {
            return false;
        }

        StatusTeller.Tell(_pending, format, flush);

        // Beyond the answers: those of a large subscribe must not crowd out the data for as long as they last.
        var lengthMax = flush.Length + bytesMax;
        var kept = 0;
        var isPaced = false;
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
                NextDueAt = Math.Min(NextDueAt, subscription.DueAt);
                _pending[kept++] = subscription;
                continue;
            }

            _isFull |= flush.Length >= lengthMax;
            if (_isFull || !TryWrite(subscription, flush, now))
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

        return _isFull;
    }

    /// <summary>Tells, once, how old the data is that the last <see cref="Write"/> appended.</summary>
    public FlushAge TakeAge()
    {
        var age = _age;
        _age = default;
        return age;
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
        var interval = subscription.IntervalMs;
        var written = subscription.Stream.Write(
            subscription, format, flush, new FlushMoment(now, WasDueAt(subscription, now)));
        if (written == StreamWrite.StatusFirst)
        {
            // Marked again it waits with the loop; marked by somebody else meanwhile, it waits in the changed set.
            _isFull = true;
            return !subscription.TryMarkChanged();
        }

        var isWritten = written is StreamWrite.Written or StreamWrite.WrittenBehind;
        if (isWritten)
        {
            _age.Add(subscription);
        }

        if (subscription.IsResyncRequested)
        {
            // Asked for after this flush took its changes, when the stream could not be pushed: it was in it already.
            _changed.Push(subscription, now);
            _isFull = true;
        }

        if (subscription.IsOnce)
        {
            session.Subscriptions.EndOnce(subscription);
        }

        if (isWritten && interval > 0)
        {
            subscription.DueAt = AlignUp(now + interval - SlackMs(interval), interval);
        }

        if (written == StreamWrite.WrittenBehind)
        {
            // The next interval's flush takes it up as a change, though nothing more may happen to the symbol.
            _changed.Push(subscription, now);
            NextDueAt = Math.Min(NextDueAt, subscription.DueAt);
        }

        return true;
    }

    /// <summary>
    /// Says when a stream that just changed is due: at once, or if it is paced not sooner than its interval after its
    /// last update, and together with the session's other streams of that interval, so that flushes follow the interval
    /// and not the number of streams.
    /// </summary>
    private long DueAt(Subscription subscription, long now)
    {
        var interval = subscription.IntervalMs;
        if (interval == 0)
        {
            return now;
        }

        if (subscription.DueAt > now)
        {
            return subscription.DueAt;
        }

        var isQuiet = now - Volatile.Read(ref _pacedAt) >= interval;
        return isQuiet ? now : AlignUp(now + 1, interval);
    }

    /// <summary>
    /// Says since when a stream's message has been due: since the session's last common time, or the change itself.
    /// </summary>
    private long WasDueAt(Subscription subscription, long now)
    {
        var interval = subscription.IntervalMs;
        return interval == 0
            ? FlushMoment.AtNewest
            : Math.Max(subscription.ChangedAt, AlignUp(now - interval + 1, interval));
    }

    /// <summary>Gets the session's next common time for streams of an interval, not before a given one.</summary>
    private long AlignUp(long time, int interval) =>
        ((time - session.PhaseMs + interval - 1) / interval * interval) + session.PhaseMs;

    /// <summary>
    /// By how much two updates may be nearer than the interval. A timer that is late for one common time must not make
    /// its streams miss the next one, nor give each a time of its own: then flushes would follow the number of streams.
    /// </summary>
    private static int SlackMs(int interval) => Math.Max(interval / 4, PacingWheel.StepMs - 1);
}
