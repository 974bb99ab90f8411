namespace MarketGateway.Core.Sessions;

/// <summary>
/// Wakes sessions when they are due: one timer for all of them, in steps of 10 ms, instead of one per session. That
/// sessions wake in common steps is wanted: those that stand at the same cursor then share one encoded delta.
/// </summary>
public sealed class PacingWheel : IDisposable
{
    /// <summary>The grain of pacing: the shortest interval a client can ask for.</summary>
    public const int StepMs = 10;

    /// <summary>About ten seconds ahead; what is due later is woken early and puts itself back.</summary>
    private const int SlotCount = 1024;

    private readonly Lock _gate = new();
    private readonly SessionClock _clock;
    private readonly Entry?[] _slots = new Entry?[SlotCount];
    private readonly ITimer _timer;
    private long _nextStep;

    public PacingWheel(SessionClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _nextStep = (clock.NowMs / StepMs) + 1;
        _timer = clock.Time.CreateTimer(
            static wheel => ((PacingWheel)wheel!).Turn(),
            this,
            TimeSpan.FromMilliseconds(StepMs),
            TimeSpan.FromMilliseconds(StepMs));
    }

    /// <summary>Wakes the entry at this time or a step later, and not later than it was to be woken already.</summary>
    public void Schedule(Entry entry, long dueAt)
    {
        ArgumentNullException.ThrowIfNull(entry);

        // A full fence: whoever relies on a time that stands already must be seen by what wakes then.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref entry.DueAt) <= dueAt)
        {
            return;
        }

        lock (_gate)
        {
            if (entry.DueAt <= dueAt)
            {
                return;
            }

            UnlinkNeedsGate(entry);
            var step = Math.Clamp((dueAt + StepMs - 1) / StepMs, _nextStep, _nextStep + SlotCount - 1);
            entry.DueAt = step * StepMs;
            LinkNeedsGate(entry, (int)(step % SlotCount));
        }
    }

    public void Cancel(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_gate)
        {
            UnlinkNeedsGate(entry);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Turn()
    {
        lock (_gate)
        {
            for (var now = _clock.NowMs / StepMs; _nextStep <= now; _nextStep++)
            {
                var slot = (int)(_nextStep % SlotCount);
                while (_slots[slot] is { } entry)
                {
                    UnlinkNeedsGate(entry);
                    entry.OnDue();
                }
            }
        }
    }

    private void LinkNeedsGate(Entry entry, int slot)
    {
        entry.Slot = slot;
        entry.Previous = null;
        entry.Next = _slots[slot];
        if (entry.Next is not null)
        {
            entry.Next.Previous = entry;
        }

        _slots[slot] = entry;
    }

    private void UnlinkNeedsGate(Entry entry)
    {
        if (entry.DueAt == long.MaxValue)
        {
            return;
        }

        entry.DueAt = long.MaxValue;
        if (entry.Previous is not null)
        {
            entry.Previous.Next = entry.Next;
        }
        else
        {
            _slots[entry.Slot] = entry.Next;
        }

        if (entry.Next is not null)
        {
            entry.Next.Previous = entry.Previous;
        }

        entry.Next = entry.Previous = null;
    }

    /// <summary>What can be woken; at most once in the wheel.</summary>
    public abstract class Entry
    {
        internal long DueAt = long.MaxValue;

        internal int Slot { get; set; }

        internal Entry? Next { get; set; }

        internal Entry? Previous { get; set; }

        /// <summary>Called under the wheel's lock: must be quick and must not call back.</summary>
        protected internal abstract void OnDue();
    }
}
