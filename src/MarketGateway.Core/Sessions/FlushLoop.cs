using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Brings one client up to date whenever its transport, its window and its pace allow: takes for each changed stream the
/// way from the cursor to now, all in one WebSocket message, all in one write. There is no queue: what cannot be sent
/// yet stays a cursor.
/// </summary>
/// <remarks>
/// Runs on the thread pool, one run at a time: idle -> queued -> running, and "running, and again" when something came
/// up meanwhile. While a send is on its way the loop counts as running; its completion carries on.
/// </remarks>
internal sealed class FlushLoop : PacingWheel.Entry, IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Queued = 1;
    private const int Running = 2;
    private const int RunningAgain = 3;

    private readonly Session _session;
    private readonly ISessionTransport _transport;
    private readonly SessionEnvironment _environment;
    private readonly FlushBuffer _flush = new();
    private readonly ChangeWriter _changes;
    private readonly Action _onSent;
    private ValueTaskAwaiter _sending;
    private int _state;
    private bool _isFull;
    private long _bytesAllowedAt;
    private long _heartbeatAt;

    public FlushLoop(Session session, ISessionTransport transport, WireFormat format, SessionEnvironment environment)
    {
        _session = session;
        _transport = transport;
        _environment = environment;
        Format = format;
        Answers = new AnswerQueue(format, environment.Options.AnswerBytesMax);
        _onSent = OnSent;
        Window = new FlushWindow(environment.Clock, environment.Options.FlushBytesMax);
        _changes = new ChangeWriter(session, format, environment.Market.Counters);
        _heartbeatAt = environment.Clock.NowMs + HeartbeatMs;
    }

    public WireFormat Format { get; }

    public AnswerQueue Answers { get; }

    public int HeartbeatMs { get; private set; } = SessionLimits.HeartbeatMsDefault;

    public FlushWindow Window { get; }

    public long BytesPerSecondMax { get; private set; }

    /// <summary>Gets a value indicating whether there is nothing to do: whatever was to tell is told, or waits for its time.</summary>
    internal bool IsIdle => Volatile.Read(ref _state) == Idle;

    /// <summary>Gets how many changed streams wait for their time.</summary>
    internal int WaitingCount => _changes.WaitingCount;

    public void Configure(HelloRequest hello)
    {
        HeartbeatMs = hello.HeartbeatMs ?? SessionLimits.HeartbeatMsDefault;
        BytesPerSecondMax = hello.MaxBytesPerSecond ?? 0;
        Window.Open(hello.Window ?? 0);
        Volatile.Write(ref _heartbeatAt, _environment.Clock.NowMs + HeartbeatMs);
    }

    /// <summary>Notes which flush the client has processed; false when it was never sent.</summary>
    public bool Acknowledge(long flush)
    {
        if (!Window.TryAcknowledge(flush))
        {
            return false;
        }

        Wake();
        return true;
    }

    /// <summary>Called by a feed thread for a stream that changed, or by a request for one that begins.</summary>
    public void OnChanged(Subscription subscription)
    {
        var now = _environment.Clock.NowMs;
        WakeAt(_changes.Push(subscription, now), now);
    }

    /// <summary>Called by a request for a stream that the client wants anew.</summary>
    public void Resync(Subscription subscription)
    {
        var now = _environment.Clock.NowMs;
        WakeAt(_changes.PushResync(subscription, now), now);
    }

    private void WakeAt(long dueAt, long now)
    {
        if (dueAt <= now)
        {
            Wake();
        }
        else
        {
            _environment.Wheel.Schedule(this, dueAt);
        }
    }

    /// <summary>Called by a request for a stream that begins, once the client is told of it.</summary>
    public void OnAnnounced(Subscription subscription)
    {
        subscription.IsAnnounced = true;
        OnChanged(subscription);
    }

    /// <remarks>
    /// A full fence between what there is to do and the look at the state, and one after each step of the loop into
    /// running: either this sees that the loop has to be woken, or the loop sees what there is to do.
    /// </remarks>
    public void Wake()
    {
        Interlocked.MemoryBarrier();
        var state = Volatile.Read(ref _state);
        while (state is Idle or Running)
        {
            var seen = Interlocked.CompareExchange(ref _state, state == Idle ? Queued : RunningAgain, state);
            if (seen == state)
            {
                if (state == Idle)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                }

                return;
            }

            state = seen;
        }
    }

    public void Stop()
    {
        _environment.Wheel.Cancel(this);
        Answers.Close();
    }

    /// <summary>
    /// Says how old the oldest change is that could not be sent because the client does not take more. A pace that the
    /// client chose itself does not count.
    /// </summary>
    public TimeSpan OldestUnsent(long now)
    {
        var since = _changes.OldestSince(now);
        return Window.IsBlocked && since != 0 ? TimeSpan.FromMilliseconds(now - since) : TimeSpan.Zero;
    }

    void IThreadPoolWorkItem.Execute() => Run();

    protected internal override void OnDue() => Wake();

    private void Run()
    {
        Interlocked.Exchange(ref _state, Running);
        try
        {
            while (!_session.IsEnded)
            {
                if (!TryBuild())
                {
                    _flush.Release();
                    if (_isFull)
                    {
                        Requeue();
                        return;
                    }

                    if (Interlocked.CompareExchange(ref _state, Idle, Running) == Running)
                    {
                        return;
                    }

                    Interlocked.Exchange(ref _state, Running);
                    continue;
                }

                if (!TrySend() || MustYield())
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _session.Fail(exception);
        }
    }

    /// <summary>Begins to send; false when the completion will carry on.</summary>
    [SuppressMessage(
        "Reliability", "CA2012:Use ValueTasks correctly", Justification = "Awaited once, by hand: no state machine per flush.")]
    private bool TrySend()
    {
        Window.BeginSend();
        _environment.Counters.CountFlush(_flush.Length);
        Observe();
        try
        {
            var awaiter = _transport.SendAsync(_flush).GetAwaiter();
            if (!awaiter.IsCompleted)
            {
                _sending = awaiter;
                awaiter.UnsafeOnCompleted(_onSent);
                return false;
            }

            awaiter.GetResult();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LosePeer();
            return false;
        }

        FinishSend();
        return true;
    }

    /// <summary>A sample per flush and not per update: its price is that of one more clock beside a write.</summary>
    private void Observe()
    {
        var age = _changes.TakeAge();
        if (age.HasData && _environment.Observer is { } observer)
        {
            observer.OnFlushed(age.Measure(_environment));
        }
    }

    /// <summary>What a transport throws is the connection's end, never a fault of the gateway.</summary>
    private void LosePeer() => _session.End(SessionEndReason.PeerLost, "the connection broke");

    private void OnSent()
    {
        try
        {
            _sending.GetResult();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LosePeer();
            return;
        }

        FinishSend();
        Run();
    }

    private void FinishSend()
    {
        var length = _flush.Length;
        _flush.Clear();
        Window.EndSend(length);
        if (BytesPerSecondMax > 0)
        {
            _bytesAllowedAt = Math.Max(_bytesAllowedAt, _environment.Clock.NowMs) + (length * 1000L / BytesPerSecondMax);
        }
    }

    /// <summary>Lets other sessions have the thread when there is more to do at once.</summary>
    private bool MustYield()
    {
        if (!_isFull && Volatile.Read(ref _state) != RunningAgain)
        {
            return false;
        }

        Requeue();
        return true;
    }

    private void Requeue()
    {
        Volatile.Write(ref _state, Queued);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <remarks>
    /// Changes are taken before answers: whatever begins a stream, or begins it anew, is answered first and pushed then.
    /// So an answer stands before the data that follows from it.
    /// </remarks>
    private bool TryBuild()
    {
        var now = _environment.Clock.NowMs;
        _isFull = false;
        if (Window.IsClosed)
        {
            // The acknowledgement wakes the loop; whatever else may not be told now is not forgotten by this.
            _environment.Wheel.Schedule(this, now + HeartbeatMs);
            return TryTakeOverdueAnswers();
        }

        if (now < _bytesAllowedAt && !Answers.IsUrgent)
        {
            _environment.Wheel.Schedule(this, _bytesAllowedAt);
            return false;
        }

        var isHeartbeatDue = now >= Volatile.Read(ref _heartbeatAt);
        TakeChanges(isHeartbeatDue, now);
        Answers.TakeInto(_flush);
        WriteEpoch();
        WriteHeartbeat(now, isHeartbeatDue);
        _isFull = _changes.Write(_flush, Window.FlushBytes, now);
        if (_changes.NextDueAt != long.MaxValue)
        {
            _environment.Wheel.Schedule(this, _changes.NextDueAt);
        }

        return _flush.Length > 0;
    }

    /// <summary>
    /// Takes the answers of a client whose window is closed once they are so many that no further request is read: the
    /// acknowledgement that would open the window may stand behind it. So are urgent ones.
    /// </summary>
    private bool TryTakeOverdueAnswers()
    {
        if (!Answers.IsFull && !Answers.IsUrgent)
        {
            return false;
        }

        Answers.TakeInto(_flush);
        return true;
    }

    /// <remarks>
    /// With the heartbeat go the versions that moved without a change in the client's window: it learns that it is up to
    /// date, and its account closes.
    /// </remarks>
    private void TakeChanges(bool isHeartbeatDue, long now)
    {
        _session.Subscriptions.FollowCatalog();
        if (isHeartbeatDue)
        {
            _session.Subscriptions.PushBehind(_changes, now);
        }

        _changes.Take();
    }

    private void WriteEpoch()
    {
        var epoch = _environment.Market.Epoch;
        if (epoch.Number != _session.ToldEpoch)
        {
            _session.ToldEpoch = epoch.Number;
            var writer = new WireWriter(_flush, Format);
            ControlWriter.WriteEpoch(ref writer, epoch.Name);
        }
    }

    private void WriteHeartbeat(long now, bool isDue)
    {
        if (isDue && !_session.IsAdmitted)
        {
            // What is read from where is nothing for one who may be anybody.
            Volatile.Write(ref _heartbeatAt, now + HeartbeatMs);
        }
        else if (isDue)
        {
            var writer = new WireWriter(_flush, Format);
            ControlWriter.WriteHeartbeat(ref writer, _environment.UnixMicroseconds, _environment.Pulse.Topics);
            Volatile.Write(ref _heartbeatAt, now + HeartbeatMs);
        }

        _environment.Wheel.Schedule(this, Volatile.Read(ref _heartbeatAt));
    }
}
