namespace MarketGateway.Core.Delivery;

/// <summary>Runs a lane on a thread of its own, which sleeps while there is nothing to see to.</summary>
internal sealed class LaneThread : IDisposable
{
    private const int Asleep = 0;
    private const int Awake = 1;
    private const int Called = 2;

    /// <summary>The time of an alarm that has rung.</summary>
    private const long Spent = -1;

    /// <summary>How long a lane rests after a turn while the feed is behind: what is sent sooner would only be older.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(4);

    private readonly Lane _lane;
    private readonly Func<bool> _isFeedBehind;
    private readonly ManualResetEventSlim _stop = new();
    private readonly SemaphoreSlim _call = new(0);
    private readonly ITimer _alarm;
    private readonly Thread _thread;
    private long _alarmAt = Timed.Never;
    private int _state = Awake;

    /// <param name="lane">What it runs.</param>
    /// <param name="number">For the thread's name.</param>
    /// <param name="isFeedBehind">Whether records wait to be read: then turns grow longer, and conflate more.</param>
    public LaneThread(Lane lane, int number, Func<bool> isFeedBehind)
    {
        (_lane, _isFeedBehind) = (lane, isFeedBehind);
        lane.OnWork = Call;
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
        if (Volatile.Read(ref _state) != Called && Interlocked.Exchange(ref _state, Called) == Asleep)
        {
            _call.Release();
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

            if (!_lane.HasWork)
            {
                Sleep();
            }
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
