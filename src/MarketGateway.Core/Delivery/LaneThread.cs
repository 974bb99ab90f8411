namespace MarketGateway.Core.Delivery;

/// <summary>Runs a lane on a thread of its own, which sleeps while there is nothing to see to.</summary>
/// <remarks>
/// After a turn that saw changes which only intervals wait for, it rests for a little while from more of these: each would
/// wake the thread for a stream that waits for its beat anyway. Where no beat may be before a time, it rests until then.
/// Beats come in time, and so does all else: a status ends the rest.
/// </remarks>
internal sealed class LaneThread : IDisposable
{
    private const int Asleep = 0;
    private const int Awake = 1;
    private const int Called = 2;

    /// <summary>Awake, and something has changed that can wait for a rest.</summary>
    private const int CalledForLater = 3;
    private const int Resting = 4;

    /// <summary>The time of an alarm that has rung.</summary>
    private const long Spent = -1;

    /// <summary>
    /// How long a lane rests where something could be sent meanwhile; also after any turn while the feed is behind: what is
    /// sent sooner would only be older.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(4);

    /// <summary>The longest rest where nothing could be sent before.</summary>
    private const long LongestRestMs = 1000;

    private readonly Lane _lane;
    private readonly bool _isResting;
    private readonly Func<bool> _isFeedBehind;
    private readonly ManualResetEventSlim _stop = new();
    private readonly SemaphoreSlim _call = new(0);
    private readonly ITimer _alarm;
    private readonly Thread _thread;
    private long _alarmAt = Timed.Never;
    private int _state = Awake;

    /// <param name="lane">What it runs.</param>
    /// <param name="number">For the thread's name.</param>
    /// <param name="isResting">Whether it rests after turns that saw only what intervals wait for.</param>
    /// <param name="isFeedBehind">Whether records wait to be read: then turns grow longer, and conflate more.</param>
    public LaneThread(Lane lane, int number, bool isResting, Func<bool> isFeedBehind)
    {
        (_lane, _isResting, _isFeedBehind) = (lane, isResting, isFeedBehind);
        (lane.OnWork, lane.OnPacedWork) = (Call, CallForLater);
        _alarm = lane.Clock.Time.CreateTimer(
            static thread => ((LaneThread)thread!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { IsBackground = true, Name = $"lane {number}" };
        _thread.Start();
    }

    /// <summary>Gets a value indicating whether there is nothing to see to before a time comes.</summary>
    public bool IsIdle => Volatile.Read(ref _state) == Asleep;

    public void Dispose()
    {
        _stop.Set();
        Call();
        _thread.Join();
        _alarm.Dispose();
        _call.Dispose();
        _stop.Dispose();
    }

    /// <remarks>An alarm rings once: where it rang a little early, it has to be set anew for the same time.</remarks>
    private void OnAlarm()
    {
        Volatile.Write(ref _alarmAt, Spent);
        Call();
    }

    /// <summary>Lets the lane take a turn; by any thread.</summary>
    private void Call()
    {
        // A full fence: what there is to see to was written before, or the lane sees it.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state) != Called && Interlocked.Exchange(ref _state, Called) is Asleep or Resting)
        {
            _call.Release();
        }
    }

    /// <summary>Lets the lane take a turn, at once only if it sleeps; by any thread.</summary>
    private void CallForLater()
    {
        Interlocked.MemoryBarrier();
        switch (Volatile.Read(ref _state))
        {
            case Asleep:
                Call();
                break;
            case Awake when Interlocked.CompareExchange(ref _state, CalledForLater, Awake) == Asleep:
                Call();
                break;
        }
    }

    private void Run()
    {
        while (!_stop.IsSet)
        {
            Interlocked.Exchange(ref _state, Awake);
            try
            {
                _lane.Turn();
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                _lane.FailAll(fault);
            }

            if (_isFeedBehind())
            {
                _stop.Wait(Rest);
            }
            else if (_isResting && _lane is { HasSeenPacedWork: true, HasUrgentWork: false })
            {
                RestBriefly();
            }

            if (!_lane.HasWork && _lane.Timers.NextAt > _lane.Clock.NowMs)
            {
                Sleep();
            }
        }
    }

    /// <summary>
    /// Waits until a beat is due, something comes that does not wait, or the rest is over: where no cohort may have a beat
    /// before a time, nothing is lost by resting until then.
    /// </summary>
    private void RestBriefly()
    {
        var now = _lane.Clock.NowMs;
        var until = Math.Max(now + (long)Rest.TotalMilliseconds, _lane.FindEarliestBeat());
        var rest = Math.Min(LongestRestMs, Math.Min(until, _lane.Timers.NextAt) - now);
        if (rest <= 0
            || (Interlocked.CompareExchange(ref _state, Resting, Awake) != Awake
                && Interlocked.CompareExchange(ref _state, Resting, CalledForLater) != CalledForLater))
        {
            return;
        }

        if (!_call.Wait((int)rest) && Interlocked.CompareExchange(ref _state, Awake, Resting) != Resting)
        {
            // Somebody has called at this very moment.
            _call.Wait();
        }
    }

    private void Sleep()
    {
        var nextAt = _lane.Timers.NextAt;
        if (Volatile.Read(ref _alarmAt) != nextAt)
        {
            Volatile.Write(ref _alarmAt, nextAt);
            var wait = nextAt == Timed.Never
                ? Timeout.InfiniteTimeSpan
                : TimeSpan.FromMilliseconds(Math.Max(0, nextAt - _lane.Clock.NowMs));
            _alarm.Change(wait, Timeout.InfiniteTimeSpan);
        }

        if (Interlocked.CompareExchange(ref _state, Asleep, Awake) == Awake)
        {
            _call.Wait();
        }
    }
}
