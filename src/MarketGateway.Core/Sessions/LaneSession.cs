using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// A session as its lane knows it: subscriptions, rights, window, pace, answers. Owned by the lane; nobody else touches it
/// but through <see cref="Post(SessionMail)"/>.
/// </summary>
internal sealed partial class LaneSession : LaneClient
{
    private readonly Session _session;
    private readonly SessionEnvironment _environment;
    private readonly SessionRequests _requests;
    private LagWatch _lag;
    private Farewell? _farewell;
    private int _errorsInARow;
    private bool _isRequestWaiting;
    private bool _isEnded;

    public LaneSession(
        Session session,
        Lane lane,
        int phaseMs,
        ISessionTransport transport,
        WireFormat format,
        SessionEnvironment environment,
        SessionRights? rights)
        : base(lane, phaseMs)
    {
        (_session, _transport, Format, _environment) = (session, transport, format, environment);
        var now = environment.Clock.NowMs;
        Access = new SessionAccess(environment, rights);
        Answers = new Answers(format, environment.Options.AnswerBytesMax);
        Window = new FlushWindow(environment.Options.FlushBytesMax, now);
        _requests = new SessionRequests(this, environment);
        _lag = new LagWatch(environment.Options);
        _sentEpoch = environment.Market.Epoch.Number;
        _heartbeatAt = now + HeartbeatMs;
    }

    public override WireFormat Format { get; }

    public SessionAccess Access { get; }

    public Answers Answers { get; }

    public FlushWindow Window { get; }

    public bool IsLagging => _lag.IsLagging;

    public TimeSpan? ReconnectAfter => Volatile.Read(ref _farewell) is { } farewell
        ? TimeSpan.FromMilliseconds(Math.Max(0, farewell.ReconnectAt - _environment.Clock.NowMs))
        : null;

    /// <summary>Posts mail to the lane; by any thread.</summary>
    public void Post(SessionMail mail) => Post((int)mail);

    /// <summary>Sends the client away; by any thread.</summary>
    public void GoAway(string reason, TimeSpan reconnectAfter)
    {
        Volatile.Write(
            ref _farewell,
            new Farewell(reason, reconnectAfter, _environment.Clock.NowMs + (long)reconnectAfter.TotalMilliseconds));
        Post(SessionMail.Away);
    }

    public override void OnMail(int mail, long now)
    {
        try
        {
            OnMail((SessionMail)mail, now);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Fail(fault);
        }
    }

    public override void OnTime(long now)
    {
        if (_isEnded)
        {
            return;
        }

        if (now < _heartbeatAt)
        {
            Lane.Timers.Schedule(this, _heartbeatAt);
        }

        Lane.MakeReady(this);
    }

    public override void OnAppeared(MarketSymbol symbol, long outset)
    {
        if (!_isEnded)
        {
            _requests.OnAppeared(symbol, outset);
        }
    }

    public override void Sweep(long now, bool isMeasured)
    {
        var oldestUnsent = OldestUnsent(now);
        _session.Figures.NoteOldestUnsent((long)oldestUnsent.TotalMilliseconds);
        if (isMeasured)
        {
            Subscriptions.Trim();
            Show(oldestUnsent, now);
        }

        if (_lag.Observe(oldestUnsent, now) is { } isLagging)
        {
            _environment.Counters.CountLagging(isLagging);
            var since = _environment.UnixMicroseconds;
            Answers.Add((ref writer) => ControlWriter.WriteSession(ref writer, isLagging, since));
            Lane.MakeReady(this);
        }

        if (Access.FindEnd(now) is var (reason, message))
        {
            _session.End(reason, message);
        }

        var limit = _environment.Options.StallLimit;
        if (Window.StalledFor(now) >= limit)
        {
            _session.End(SessionEndReason.SlowConsumer, $"took nothing for {limit.TotalSeconds:0} s");
        }
    }

    public override void Fail(Exception fault)
    {
        _session.Fail(fault);
        End();
    }

    public void Refuse(long? id, RequestError error)
    {
        _environment.Counters.CountRefused(error.Code);
        Answers.Add((ref writer) => ControlWriter.WriteError(ref writer, id, error));
        if (++_errorsInARow >= _environment.Options.ErrorsInARowMax)
        {
            _session.End(SessionEndReason.TooManyErrors, $"{_errorsInARow} requests in a row were refused");
        }
    }

    /// <summary>Copies where the client stands, whose subscriptions are all of one channel.</summary>
    public void CopyPositions(SessionPositions positions)
    {
        positions.Clear();
        positions.Epoch = Lane.EpochName;
        foreach (var slot in Subscriptions.Slots)
        {
            var (cursor, hasAll) = Subscriptions.StandingOf(slot);
            if (cursor.ResumePoint is { } point)
            {
                var stream = Subscriptions.StreamOf(slot);
                positions.Add(stream, point, hasAll, Lane.OffsetsOf(stream.Key.Channel));
            }
        }
    }

    private void OnMail(SessionMail mail, long now)
    {
        if ((mail & SessionMail.Inspected) != 0)
        {
            AnswerInspection();
        }

        if (_isEnded)
        {
            _session.CompleteRequest();
            return;
        }

        if ((mail & SessionMail.Opened) != 0 && !_session.IsEnded)
        {
            Begin(now);
        }

        if ((mail & SessionMail.Sent) != 0)
        {
            OnSent(now);
        }

        if ((mail & SessionMail.Acked) != 0)
        {
            Window.Acknowledge(_session.Acked, now);
        }

        if ((mail & SessionMail.Away) != 0)
        {
            var farewell = _farewell!;
            Answers.AddUrgent((ref writer) => ControlWriter.WriteGoAway(
                ref writer, farewell.Reason, (int)farewell.ReconnectAfter.TotalMilliseconds));
        }

        if ((mail & SessionMail.Request) != 0 && _session.TakeRequest() is { } request)
        {
            Handle(request, now);
        }

        if (_session.IsEnded)
        {
            SendFarewell(now);
            End();
            return;
        }

        Lane.MakeReady(this);
    }

    private void Begin(long now)
    {
        Lane.Add(this);
        _environment.Recorder?.OnOpened(_session);
        Lane.Timers.Schedule(this, _heartbeatAt);
        var welcome = new Welcome(
            $"{_session.Number:x}",
            _environment.Market.Epoch.Name,
            _environment.UnixMicroseconds,
            _environment.Options.StatedLimits);
        Answers.Add((ref writer) => ControlWriter.WriteWelcome(ref writer, welcome));
    }

    private void Handle(ClientRequest request, long now)
    {
        _isRequestWaiting = true;
        _errorsInARow = request is RefusedRequest && !_session.TakeAcknowledged() ? _errorsInARow : 0;
        if (!Access.Permits(request))
        {
            _session.End(SessionEndReason.Unauthorized, "no token was shown yet; 'auth' comes first");
            return;
        }

        switch (request)
        {
            case RefusedRequest refused:
                Refuse(refused.Id, refused.Error);
                break;
            case PingRequest ping:
                var time = _environment.UnixMicroseconds;
                Answers.Add((ref writer) => ControlWriter.WritePong(ref writer, ping.Id, time));
                break;
            case HelloRequest hello:
                Greet(hello, now);
                break;
            case ShownToken shown:
                Authenticate(shown);
                break;
            default:
                _requests.Begin(request, now);
                break;
        }

        WorkOn(now);
    }

    /// <summary>
    /// Gets a value indicating whether there is something to do for the request that came last, and room for what comes of
    /// it.
    /// </summary>
    private bool CanWork => _isRequestWaiting && !_session.IsEnded && !Answers.IsFull
        && Subscriptions.OnceCount < SessionRequests.PartLength;

    /// <summary>Goes on with the request that came last, as far as there is room; then the next one may come.</summary>
    private void WorkOn(long now)
    {
        if (!CanWork)
        {
            return;
        }

        _requests.Advance(now);
        if (_requests.HasWork)
        {
            Lane.MakeReady(this);
        }
        else if (!Answers.IsFull)
        {
            _isRequestWaiting = false;
            _session.CompleteRequest();
        }
    }

    private void Greet(HelloRequest hello, long now)
    {
        _session.ClientName = hello.Client ?? "";
        HeartbeatMs = hello.HeartbeatMs ?? SessionLimits.HeartbeatMsDefault;
        BytesPerSecondMax = hello.MaxBytesPerSecond ?? 0;
        Window.Open(hello.Window ?? 0, now);
        WantStamps(hello.HasStamps);
        _heartbeatAt = now + HeartbeatMs;
        Lane.Timers.Schedule(this, _heartbeatAt);

        // Whatever the window: a flush may have filled it that was sent before the client knows of it.
        Answers.AddUrgent((ref writer) => ControlWriter.WriteHello(
            ref writer, hello.Id, HeartbeatMs, Window.Length, BytesPerSecondMax, hello.HasStamps));
    }

    private void Authenticate(ShownToken shown)
    {
        var verdict = shown.Verdict;
        if (verdict.Rights is not { } rights)
        {
            if (Access.IsShown)
            {
                Refuse(shown.Id, new RequestError(RequestErrorCode.Unauthorized, verdict.Message));
            }
            else
            {
                _session.End(verdict.Refusal, verdict.Message);
            }

            return;
        }

        if (Access.IsShown && Access.Rights.Principal != rights.Principal)
        {
            Refuse(shown.Id, new RequestError(
                RequestErrorCode.Unauthorized, "the token is another client's; a session stays that of the one who opened it"));
            return;
        }

        Access.Renew(rights);
        Answers.Add((ref writer) => ControlWriter.WriteAuthenticated(ref writer, shown.Id, rights.Principal));
        _requests.OnRightsChanged();
    }

    /// <summary>Ends what the lane has of the session, and the connection.</summary>
    private void End()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        WantStamps(false);
        Publish(TimeSpan.Zero, _environment.Clock.NowMs);
        Lane.Remove(this);
        Subscriptions.Clear();
        _requests.Clear();
        Answers.Clear();
        ReleaseFlush();
        _environment.Counters.CountEnded(_session.EndReason);
        _environment.Recorder?.OnEnded(_session);
        if (_lag.IsLagging)
        {
            _environment.Counters.CountLagging(isLagging: false);
        }

        _transport.Close(_session.EndReason, _session.EndMessage);
        _session.Close();
    }

    /// <summary>
    /// Gets how old the oldest change is that could not be sent because the client does not take more. A pace that the
    /// client chose itself does not count.
    /// </summary>
    private TimeSpan OldestUnsent(long now)
    {
        if (!Window.IsBlocked || Subscriptions.Queue is not { } queue)
        {
            return TimeSpan.Zero;
        }

        var oldest = now;
        foreach (var own in queue)
        {
            if (own.ChangedAt > 0 && own.IsWanting)
            {
                oldest = Math.Min(oldest, own.ChangedAt);
            }
        }

        return TimeSpan.FromMilliseconds(now - oldest);
    }

    private sealed record Farewell(string Reason, TimeSpan ReconnectAfter, long ReconnectAt);
}
