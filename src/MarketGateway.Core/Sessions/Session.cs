using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// One connected client: its subscriptions and its flush loop. Requests come from the one reader of its connection,
/// changes from feed threads; flushes run on the thread pool, one at a time.
/// </summary>
public sealed class Session
{
    /// <summary>
    /// Sessions are spread over five phases of 20 ms: paced flushes neither come all at once nor each alone, so that those
    /// of one phase share what is encoded.
    /// </summary>
    private const int PhaseCount = 5;

    private const int PhaseStepMs = 2 * PacingWheel.StepMs;

    private readonly SessionEnvironment _environment;
    private readonly ISessionTransport _transport;
    private readonly RequestReader _requests;
    private readonly Action<Session> _onEnded;
    private readonly SubscriptionRequests _streams;
    private readonly RequestAllowance _requestAllowance;
    private readonly LagWatch _lag;
    private readonly SessionAccess _access;
    private int _endReason;
    private int _errorsInARow;
    private long? _reconnectAt;
    private bool _isFirstRequest = true;

    internal Session(
        long number,
        ISessionTransport transport,
        WireFormat format,
        SessionEnvironment environment,
        SessionRights? rights,
        Action<Session> onEnded)
    {
        Number = number;
        _transport = transport;
        _environment = environment;
        _onEnded = onEnded;
        var options = environment.Options;
        _requests = new RequestReader(
            new RequestLimits(options.DepthMax, options.HistoryMax, options.SubscriptionsMax));
        PhaseMs = number % PhaseCount * PhaseStepMs;
        Flushes = new FlushLoop(this, transport, format, environment);
        Subscriptions = new SubscriptionSet(this, environment);
        ToldEpoch = environment.Market.Epoch.Number;
        _lag = new LagWatch(options);
        _access = new SessionAccess(this, environment, rights);
        _streams = new SubscriptionRequests(this, environment);
        _requestAllowance = new RequestAllowance(options.RequestsPerSecondMax, environment.Clock);
    }

    /// <summary>Gets the session's number in this process.</summary>
    public long Number { get; }

    /// <summary>Gets the name the client gave itself; empty when it gave none.</summary>
    public string ClientName { get; private set; } = "";

    /// <summary>Gets why the session ended; none while it lives.</summary>
    public SessionEndReason EndReason => (SessionEndReason)Volatile.Read(ref _endReason);

    public bool IsEnded => EndReason != SessionEndReason.None;

    /// <summary>Gets the fault that ended the session, if one did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Gets how long from now the client was asked to stay away; null: it was not sent away.</summary>
    public TimeSpan? ReconnectAfter => _reconnectAt is { } at
        ? TimeSpan.FromMilliseconds(Math.Max(0, at - _environment.Clock.NowMs))
        : null;

    /// <summary>Gets what its client may see; nothing before it has shown who it is.</summary>
    public SessionRights Rights => _access.Rights;

    /// <summary>Gets a value indicating whether the client has shown who it is, where that is asked for.</summary>
    public bool IsAdmitted => _access.IsShown;

    /// <summary>Gets how many streams the session holds.</summary>
    public int SubscriptionCount => Subscriptions.Count;

    internal long PhaseMs { get; }

    internal int ToldEpoch { get; set; }

    /// <summary>Gets a value indicating whether the client was told of the log that the gateway reads now.</summary>
    internal bool IsToldNewestEpoch => ToldEpoch == _environment.Market.Epoch.Number;

    internal FlushLoop Flushes { get; }

    internal SubscriptionSet Subscriptions { get; }

    /// <summary>
    /// Handles one request. Completes when there is room for the next one; the bytes are the caller's again then. Never
    /// throws for what a client sent.
    /// </summary>
    public ValueTask HandleAsync(ReadOnlyMemory<byte> message)
    {
        var request = _requests.Read(message, Flushes.Format, out var id, out var error);
        if (error is null && request is HelloRequest && !_isFirstRequest)
        {
            error = new RequestError(RequestErrorCode.HelloLate, "'hello' must be the first request of a session");
        }

        if (request is not AckRequest && !_requestAllowance.TryTake(out var retryMs))
        {
            error = new RequestError(
                RequestErrorCode.RateLimited,
                $"more than limits.requestsPerSecond ({_environment.Options.RequestsPerSecondMax}) requests; wait and send it again")
            {
                RetryMs = retryMs,
            };
        }

        if (error is not null)
        {
            Refuse(id, error);
            return new ValueTask(Flushes.Answers.WhenRoom());
        }

        _errorsInARow = request is AckRequest ? _errorsInARow : 0;
        _isFirstRequest = false;
        if (!_access.Permits(request!))
        {
            End(SessionEndReason.Unauthorized, "no token was shown yet; 'auth' comes first");
            return ValueTask.CompletedTask;
        }

        return DispatchAsync(request!);
    }

    /// <summary>
    /// Copies where the client stands once it has got the flush that is being sent. To be called by the transport, while
    /// it takes a flush.
    /// </summary>
    public void CopyPositions(ICollection<StreamPosition> positions) => Subscriptions.CopyPositions(positions);

    /// <summary>Asks the client to connect again, elsewhere, after some time; whatever its window and pace.</summary>
    internal void GoAway(string reason, TimeSpan reconnectAfter)
    {
        _reconnectAt = _environment.Clock.NowMs + (long)reconnectAfter.TotalMilliseconds;
        Flushes.Answers.AddUrgent((ref writer) =>
            ControlWriter.WriteGoAway(ref writer, reason, (int)reconnectAfter.TotalMilliseconds));
        Flushes.Wake();
    }

    /// <summary>Ends the session; the first reason holds.</summary>
    public void End(SessionEndReason reason, string message)
    {
        if (Interlocked.CompareExchange(ref _endReason, (int)reason, (int)SessionEndReason.None) != 0)
        {
            return;
        }

        Flushes.Stop();
        Subscriptions.Clear();
        _environment.Counters.CountEnded(reason);
        if (_lag.Stop())
        {
            _environment.Counters.CountLagging(isLagging: false);
        }

        _onEnded(this);
        _transport.Close(reason, message);
    }

    /// <summary>Gets a value indicating whether the client is behind, as it was told.</summary>
    public bool IsLagging => _lag.IsLagging;

    internal void OnChanged(Subscription subscription) => Flushes.OnChanged(subscription);

    /// <summary>Ends the session because of a fault of the gateway's own.</summary>
    public void Fail(Exception exception)
    {
        Fault = exception;
        End(SessionEndReason.InternalError, "a fault in the gateway; it is logged there");
    }

    internal void Start()
    {
        var welcome = new Welcome(
            $"{Number:x}",
            _environment.Market.Epoch.Name,
            _environment.UnixMicroseconds,
            _environment.Options.ToldLimits);
        Flushes.Answers.Add((ref writer) => ControlWriter.WriteWelcome(ref writer, welcome));
        Flushes.Wake();
    }

    /// <summary>
    /// Looks how far behind the client is: tells it at both edges of lagging, and ends the session when it has taken
    /// nothing for too long, or its rights have ended.
    /// </summary>
    internal void CheckProgress(long now)
    {
        if (_lag.Observe(Flushes.OldestUnsent(now), now) is { } isLagging)
        {
            _environment.Counters.CountLagging(isLagging);
            var since = _environment.UnixMicroseconds;
            Flushes.Answers.Add((ref writer) => ControlWriter.WriteSession(ref writer, isLagging, since));
            Flushes.Wake();
        }

        _access.Check(now);
        if (Flushes.Window.StalledFor(now) >= _environment.Options.StallLimit)
        {
            End(SessionEndReason.SlowConsumer, $"took nothing for {_environment.Options.StallLimit.TotalSeconds:0} s");
        }
    }

    private async ValueTask DispatchAsync(ClientRequest request)
    {
        switch (request)
        {
            case AckRequest ack:
                if (Flushes.Acknowledge(ack.Flush))
                {
                    _errorsInARow = 0;
                    return;
                }

                Refuse(ack.Id, new RequestError(
                    RequestErrorCode.OutOfRange, $"'flush' is {ack.Flush}; that flush was not sent yet"));
                break;
            case PingRequest ping:
                var time = _environment.UnixMicroseconds;
                Flushes.Answers.Add((ref writer) => ControlWriter.WritePong(ref writer, ping.Id, time));
                break;
            case HelloRequest hello:
                Greet(hello);
                break;
            case SubscribeRequest subscribe:
                await _streams.SubscribeAsync(subscribe).ConfigureAwait(false);
                break;
            case SnapshotRequest snapshot:
                await _streams.SnapshotAsync(snapshot).ConfigureAwait(false);
                break;
            case UnsubscribeRequest unsubscribe:
                _streams.Unsubscribe(unsubscribe);
                break;
            case UpdateRequest update:
                _streams.Update(update);
                break;
            case PauseRequest pause:
                _streams.Pause(pause);
                break;
            case ResumeRequest resume:
                _streams.Resume(resume);
                break;
            case ResyncRequest resync:
                _streams.Resync(resync);
                break;
            case AuthRequest auth:
                await _access.AuthenticateAsync(auth).ConfigureAwait(false);
                break;
        }

        Flushes.Wake();
        await Flushes.Answers.WhenRoom().ConfigureAwait(false);
    }

    private void Greet(HelloRequest hello)
    {
        ClientName = hello.Client ?? "";
        Flushes.Configure(hello);

        // Whatever the window: a flush may have filled it that was sent before the client knows of it.
        Flushes.Answers.AddUrgent((ref writer) => ControlWriter.WriteHello(
            ref writer, hello.Id, Flushes.HeartbeatMs, Flushes.Window.Length, Flushes.BytesPerSecondMax));
    }

    internal void Refuse(long? id, RequestError error)
    {
        _environment.Counters.CountRefused(error.Code);
        Flushes.Answers.Add((ref writer) => ControlWriter.WriteError(ref writer, id, error));
        Flushes.Wake();
        if (++_errorsInARow >= _environment.Options.ErrorsInARowMax)
        {
            End(SessionEndReason.TooManyErrors, $"{_errorsInARow} requests in a row were refused");
        }
    }
}
