using System.Runtime.InteropServices;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// The changed streams of one session on their way into its flushes: which are due, which have to wait for their interval
/// and which for the next flush. Pushed to by any thread; taken and written by the flush loop.
/// </summary>
/// <remarks>
/// A paced stream that was just written is busy: nothing wakes it, it waits here for its next due times. If there has been
/// no news for a while, it is armed and leaves. So a busy market costs its feed threads no wake-ups, a quiet one its
/// sessions no looks.
/// </remarks>
internal sealed class ChangeWriter(Session session, WireFormat format, FeedCounters feed)
{
    /// <summary>
    /// Streams of a longer interval are woken by each change: a look at the due time would tell a new status too late.
    /// </summary>
    private const int WatchedIntervalMaxMs = 250;

    /// <summary>
    /// A stream is watched for so long after its last message. To be woken and armed again costs as much as several looks
    /// that find nothing.
    /// </summary>
    private const int WatchedMs = 1000;

    private readonly ChangedSet _changed = new();
    private readonly List<Subscription> _pending = [];
    private readonly CommonTimes _times = new(session.PhaseMs);
    private bool _isFull;
    private bool _hasStatusFirst;
    private int _toldCount;
    private long _statusChangesSeen;
    private int _hasResyncs;
    private long _leftSince;
    private long _nextDueAt = long.MaxValue;
    private long _pacedAt;
    private FlushAge _age;

    /// <summary>Gets how many changed streams wait for their time.</summary>
    public int WaitingCount => _pending.Count;

    /// <summary>Gets when the next stream is due that waits for its interval.</summary>
    public long NextDueAt => Volatile.Read(ref _nextDueAt);

    /// <summary>
    /// Says since when there has been something to tell that is not in a flush; 0: nothing. Watched streams count from
    /// when they were due: nobody knows what they have before it is looked at.
    /// </summary>
    public long OldestSince(long now)
    {
        var leftSince = Volatile.Read(ref _leftSince);
        var since = leftSince != 0 ? leftSince : _changed.OldestSince;
        var dueAt = NextDueAt;
        return since != 0 || dueAt > now ? since : dueAt;
    }

    /// <summary>Notes a change; answers when it is due.</summary>
    public long Push(Subscription subscription, long now)
    {
        _changed.Push(subscription, now);
        return DueAt(subscription, now);
    }

    /// <summary>
    /// Notes a stream whose version has moved without a change that its client sees; told although it shows nothing new.
    /// Called by the flush loop.
    /// </summary>
    public void PushBehind(Subscription subscription, long now)
    {
        subscription.WatchedUntil = Subscription.NotWatched;
        _changed.Push(subscription, now);
    }

    /// <summary>Takes what has changed so far; to be called before the answers are taken.</summary>
    public void Take()
    {
        Volatile.Write(ref _leftSince, 0);
        _changed.TakeInto(_pending);
        if (Volatile.Read(ref _hasResyncs) != 0 && Interlocked.Exchange(ref _hasResyncs, 0) != 0)
        {
            _pending.ForEach(static subscription => subscription.TakeResyncRequest());
        }
    }

    /// <summary>Begins a stream anew whose client's state is broken; answers when that is due.</summary>
    public long PushResync(Subscription subscription, long now)
    {
        subscription.RequestResync();
        var dueAt = Push(subscription, now);

        // Last: whoever sees this finds the subscription, or finds it with the next flush.
        Volatile.Write(ref _hasResyncs, 1);
        return dueAt;
    }

    /// <summary>
    /// Appends what may be told now; answers whether there is more for another flush at once. Called by the flush loop.
    /// </summary>
    public bool Write(FlushBuffer flush, int bytesMax, long now)
    {
        _isFull = _hasStatusFirst = false;
        _age = default;
        TellStatus(flush);

        // Beyond the answers: those of a large subscribe must not crowd out the data for as long as they last.
        var lengthMax = flush.Length + bytesMax;
        var kept = 0;
        var (leftSince, nextDueAt) = (long.MaxValue, long.MaxValue);
        for (var i = 0; i < _pending.Count; i++)
        {
            var subscription = _pending[i];
            var remainder = TakeOne(subscription, flush, lengthMax, now);
            if (remainder == Remainder.Nothing)
            {
                continue;
            }

            // Most stay where they are, and a store to a list of objects has its checks.
            if (kept != i)
            {
                _pending[kept] = subscription;
            }

            kept++;
            if (remainder == Remainder.Change)
            {
                leftSince = Math.Min(leftSince, subscription.ChangedAt);
            }
            else
            {
                nextDueAt = Math.Min(nextDueAt, subscription.DueAt);
            }
        }

        _pending.RemoveRange(kept, _pending.Count - kept);
        _toldCount = _hasStatusFirst ? 0 : kept;
        Volatile.Write(ref _nextDueAt, nextDueAt);
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

    /// <summary>Tells the statuses of what has come to be pending; of all that is, when one has changed meanwhile.</summary>
    private void TellStatus(FlushBuffer flush)
    {
        var changes = feed.StatusChanges;
        var first = changes == _statusChangesSeen ? _toldCount : 0;
        _statusChangesSeen = changes;
        StatusTeller.Tell(session, CollectionsMarshal.AsSpan(_pending)[first..], format, flush);
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

        subscription.WatchedUntil = Subscription.NotWatched;
        subscription.ClearChanged();
        return subscription.IsPaused || !subscription.TryMarkChanged();
    }

    private Remainder TakeOne(Subscription subscription, FlushBuffer flush, int lengthMax, long now)
    {
        if (subscription.IsEnded || IsSetAside(subscription))
        {
            return Remainder.Nothing;
        }

        if (subscription.IntervalMs != subscription.PacedMs)
        {
            Repace(subscription);
        }

        if (subscription.IntervalMs > 0 && subscription.DueAt > now)
        {
            return Remainder.Watch;
        }

        _isFull |= flush.Length >= lengthMax;
        return _isFull ? Remainder.Change : WriteOne(subscription, flush, now);
    }

    private Remainder WriteOne(Subscription subscription, FlushBuffer flush, long now)
    {
        var wasWatched = subscription.IsWatched;
        if (!wasWatched || !IsWatchable(subscription) || !subscription.Stream.HasNewsFor(subscription))
        {
            if (IsWatchable(subscription) && now < subscription.WatchedUntil)
            {
                return WatchOn(subscription, now);
            }

            Arm(subscription);
            if (wasWatched && !subscription.Stream.HasNewsFor(subscription))
            {
                return EndOne(subscription, StreamWrite.Nothing, now);
            }
        }

        var moment = new FlushMoment(now, WasDueAt(subscription, now));
        var written = subscription.Stream.Write(subscription, format, flush, moment);
        if (written == StreamWrite.Nothing && subscription.IsWatched)
        {
            // What is new is not for this client, such as a move that is too small: it waits for more.
            Arm(subscription);
            written = subscription.Stream.Write(subscription, format, flush, moment);
        }

        if (written == StreamWrite.StatusFirst && IsBeingTakenOver(subscription))
        {
            // Nothing can be told before its channel has followed to the new log, and that wakes it.
            if (subscription.IsWatched)
            {
                Arm(subscription);
            }

            if (IsBeingTakenOver(subscription))
            {
                return EndOne(subscription, StreamWrite.Nothing, now);
            }

            written = subscription.Stream.Write(subscription, format, flush, moment);
        }

        if (written == StreamWrite.StatusFirst)
        {
            _isFull = _hasStatusFirst = true;
            return IsKept(subscription) ? Remainder.Change : Remainder.Nothing;
        }

        return EndOne(subscription, written, now);
    }

    /// <summary>Sees to what follows from a write; says whether the stream is looked at again when it is due.</summary>
    private Remainder EndOne(Subscription subscription, StreamWrite written, long now)
    {
        if (subscription.IsOnce)
        {
            session.Subscriptions.EndOnce(subscription);
        }

        var interval = subscription.IntervalMs;
        if (written != StreamWrite.Nothing)
        {
            _age.Add(subscription);
            if (interval > 0)
            {
                Volatile.Write(ref _pacedAt, now);
                if ((IsWatchable(subscription) || written == StreamWrite.WrittenBehind) && IsKept(subscription))
                {
                    subscription.WatchedUntil = now + WatchedMs;
                    return WatchOn(subscription, now);
                }

                Pace(subscription, now);
            }
        }

        if (subscription.IsResyncRequested)
        {
            // Asked for after this flush took its changes, when the stream could not be pushed: it was in it already.
            _changed.Push(subscription, now);
            Volatile.Write(ref _hasResyncs, 1);
            _isFull = true;
        }

        return Remainder.Nothing;
    }

    /// <summary>Looks again at the next due time; as of now there is nothing to tell.</summary>
    private Remainder WatchOn(Subscription subscription, long now)
    {
        Pace(subscription, now);
        subscription.ChangedAt = now;
        return Remainder.Watch;
    }

    /// <summary>Notes that a stream was told, or looked at, just now.</summary>
    private void Pace(Subscription subscription, long now)
    {
        subscription.PacedAt = now;
        subscription.PacedMs = subscription.IntervalMs;
        subscription.DueAt = _times.Next(now, subscription.PacedMs);
    }

    /// <summary>
    /// Makes a stream due by its new interval, as if that had held since it was told last: a shorter one acts at once, and
    /// a longer one too.
    /// </summary>
    private void Repace(Subscription subscription)
    {
        var isPaced = subscription.PacedMs > 0 && subscription.IntervalMs > 0;
        subscription.PacedMs = subscription.IntervalMs;
        if (isPaced)
        {
            subscription.DueAt = _times.Next(subscription.PacedAt, subscription.PacedMs);
        }
    }

    /// <summary>
    /// Says whether the log was replaced and the stream's symbol still shows the old one: all symbols are taken over one
    /// by one, and a session that tried again meanwhile would keep the feed's thread from it.
    /// </summary>
    private bool IsBeingTakenOver(Subscription subscription) =>
        subscription.Stream.Channel.LogEpoch != session.ToldEpoch && session.IsToldNewestEpoch;

    private static bool IsWatchable(Subscription subscription) => subscription.IntervalMs is > 0 and <= WatchedIntervalMaxMs;

    /// <summary>Lets the next change wake the subscription; to be called before the stream is read for it.</summary>
    /// <remarks>A full fence stands between: what is read without a gate is not older than the arming.</remarks>
    private static void Arm(Subscription subscription)
    {
        subscription.WatchedUntil = Subscription.NotWatched;
        subscription.ClearChanged();
        subscription.Stream.Arm(subscription);
        Interlocked.MemoryBarrier();
    }

    /// <summary>
    /// Says whether the subscription may stay with the loop. One that was armed may have been pushed meanwhile: then it
    /// waits in the changed set.
    /// </summary>
    private static bool IsKept(Subscription subscription) => subscription.IsWatched || subscription.TryMarkChanged();

    /// <summary>
    /// Says when a stream that just changed is due: at once, or if it is paced not sooner than its interval after its
    /// last update, and together with the session's other streams of that interval.
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
        return isQuiet ? now : _times.AtOrAfter(now + 1, interval);
    }

    /// <summary>
    /// Says since when a stream's message has been due: since the session's last common time, or the change itself.
    /// </summary>
    private long WasDueAt(Subscription subscription, long now)
    {
        var interval = subscription.IntervalMs;
        return interval == 0
            ? FlushMoment.AtNewest
            : Math.Max(subscription.ChangedAt, _times.AtOrBefore(now, interval));
    }
}
