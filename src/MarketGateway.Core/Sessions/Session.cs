using System.Diagnostics.CodeAnalysis;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// One connected client, as its connection sees it: hands requests to the lane that owns the session, and ends it. Everything
/// else of it is the lane's (<see cref="LaneSession"/>).
/// </summary>
/// <remarks>Requests come from the one reader of the connection; all other members may be used by any thread.</remarks>
public sealed class Session
{
    private readonly SessionEnvironment _environment;
    private RequestAllowance _requestAllowance;
    private readonly LaneSession _lane;
    private readonly WireFormat _format;
    private readonly Action<Session> _onEnded;
    private bool _isFirstRequest = true;
    private Ending? _ending;
    private ClientRequest? _request;
    private TaskCompletionSource? _handled;
    private TaskCompletionSource<SessionDetail?>? _inspection;
    private long _acked;
    private long _sent;
    private int _isAckAwaited;
    private bool _hasAcknowledged;
    private bool _isClosed;

    internal Session(
        long number,
        ISessionTransport transport,
        WireFormat format,
        SessionEnvironment environment,
        Lane lane,
        int phaseMs,
        SessionRights? rights,
        Action<Session> onEnded)
    {
        Number = number;
        _format = format;
        OpenedAt = environment.Clock.Time.GetUtcNow();
        _environment = environment;
        _requestAllowance = new RequestAllowance(environment.Options.RequestsPerSecondMax, environment.Clock);
        _onEnded = onEnded;
        _lane = new LaneSession(this, lane, phaseMs, transport, format, environment, rights);
    }

    /// <summary>Gets the session's number in this process.</summary>
    public long Number { get; }

    /// <summary>Gets the name the client gave itself; empty when it gave none.</summary>
    public string ClientName { get; internal set; } = "";

    /// <summary>Gets how its messages are encoded.</summary>
    public WireFormat Format => _format;

    /// <summary>Gets where its client comes from; empty where that is not known.</summary>
    public string Address { get; internal init; } = "";

    /// <summary>Gets which of the hub's lanes it has.</summary>
    internal int LaneNumber { get; init; }

    /// <summary>Gets when it was opened.</summary>
    public DateTimeOffset OpenedAt { get; }

    /// <summary>Gets what its lane has published of it.</summary>
    public SessionFigures Figures { get; } = new();

    /// <summary>Gets why the session ended; none while it lives.</summary>
    public SessionEndReason EndReason => Volatile.Read(ref _ending)?.Reason ?? SessionEndReason.None;

    public bool IsEnded => EndReason != SessionEndReason.None;

    /// <summary>Gets the fault that ended the session, if one did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Gets how long from now the client was asked to stay away; null: it was not sent away.</summary>
    public TimeSpan? ReconnectAfter => _lane.ReconnectAfter;

    /// <summary>Gets what its client may see; nothing before it has shown who it is.</summary>
    public SessionRights Rights => _lane.Access.Rights;

    /// <summary>Gets a value indicating whether the client has shown who it is, where that is asked for.</summary>
    public bool IsAdmitted => _lane.Access.IsShown;

    /// <summary>Gets how many streams the session holds.</summary>
    public int SubscriptionCount => _lane.Subscriptions.Count;

    /// <summary>Gets a value indicating whether the client is behind, as it was told.</summary>
    public bool IsLagging => _lane.IsLagging;

    /// <summary>Gets why in words.</summary>
    public string EndMessage => Volatile.Read(ref _ending)?.Message ?? "";

    /// <summary>Gets what the lane holds of its subscriptions: for tests that take its turns themselves.</summary>
    internal Subscriptions Held => _lane.Subscriptions;

    /// <summary>Gets which flush the client has acknowledged.</summary>
    internal long Acked => Volatile.Read(ref _acked);

    /// <summary>
    /// Handles one request. Completes when there is room for the next one; the bytes are the caller's again then. Never
    /// throws for what a client sent.
    /// </summary>
    public ValueTask HandleAsync(ReadOnlyMemory<byte> message)
    {
        if (AckReader.TryRead(message.Span, _format, out var flush))
        {
            return AcknowledgeAsync(null, flush);
        }

        var request = _environment.Requests.Read(message, _format, out var id, out var error);
        if (error is null && request is HelloRequest && !_isFirstRequest)
        {
            error = new RequestError(RequestErrorCode.HelloLate, "'hello' must be the first request of a session");
        }

        if (request is not AckRequest && !_requestAllowance.TryTake(
            _environment.Options.RequestsPerSecondMax, _environment.Clock, out var retryMs))
        {
            error = new RequestError(
                RequestErrorCode.RateLimited,
                $"more than limits.requestsPerSecond ({_environment.Options.RequestsPerSecondMax}) requests; wait and send it again")
            {
                RetryMs = retryMs,
            };
        }

        _environment.Recorder?.OnRequest(this, error is not null || request is AuthRequest ? default : message.Span);
        if (error is not null)
        {
            return HandOver(new RefusedRequest(id, error));
        }

        _isFirstRequest = false;
        return request switch
        {
            AckRequest ack => AcknowledgeAsync(ack.Id, ack.Flush),
            AuthRequest auth => AuthenticateAsync(auth),
            _ => HandOver(request!),
        };
    }

    /// <summary>
    /// Notes that a client has processed all flushes up to one; false, and nothing is noted, where that is not so simple:
    /// <see cref="HandleAsync"/> says then what is wrong. By the one reader of the connection, between two requests.
    /// </summary>
    public bool TryAcknowledge(long flush)
    {
        if (flush > Volatile.Read(ref _sent) || IsEnded)
        {
            return false;
        }

        Acknowledge(flush);
        return true;
    }

    /// <summary>
    /// Copies where the client stands once it has got the flush that is being sent. To be called by the transport, while
    /// it is handed a flush.
    /// </summary>
    public void CopyPositions(SessionPositions positions) => _lane.CopyPositions(positions);

    /// <summary>
    /// Asks the lane what it has of the session; null: it has ended. Whoever asks meanwhile gets the same answer, so that
    /// a turn of the lane looks at it once.
    /// </summary>
    public Task<SessionDetail?> InspectAsync()
    {
        var asked = new TaskCompletionSource<SessionDetail?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pending = Interlocked.CompareExchange(ref _inspection, asked, null) ?? asked;
        _lane.Post(SessionMail.Inspected);
        return pending.Task;
    }

    /// <summary>Ends the session; the first reason holds.</summary>
    public void End(SessionEndReason reason, string message)
    {
        if (Interlocked.CompareExchange(ref _ending, new Ending(reason, message), null) is null)
        {
            _onEnded(this);
            _lane.Post(SessionMail.Ended);
        }
    }

    /// <summary>Ends the session because of a fault of the gateway's own.</summary>
    public void Fail(Exception exception)
    {
        Fault = exception;
        End(SessionEndReason.InternalError, "a fault in the gateway; it is logged there");
    }

    /// <summary>Asks the client to connect again, elsewhere, after some time; whatever its window and pace.</summary>
    internal void GoAway(string reason, TimeSpan reconnectAfter) => _lane.GoAway(reason, reconnectAfter);

    internal void Start() => _lane.Post(SessionMail.Opened);

    /// <summary>Called by the lane: gets the request that waits for it.</summary>
    internal ClientRequest? TakeRequest() => Interlocked.Exchange(ref _request, null);

    /// <summary>Called by the lane: gets who wants to see the session.</summary>
    internal TaskCompletionSource<SessionDetail?>? TakeInspection() => Interlocked.Exchange(ref _inspection, null);

    /// <summary>Called by the lane: true when the client has acknowledged something since the last time.</summary>
    internal bool TakeAcknowledged() => Interlocked.Exchange(ref _hasAcknowledged, false);

    /// <summary>Called by the lane: the next request may come.</summary>
    internal void CompleteRequest() => Interlocked.Exchange(ref _handled, null)?.TrySetResult();

    /// <summary>Called by the lane: nothing is handled any more.</summary>
    internal void Close()
    {
        Volatile.Write(ref _isClosed, true);
        Interlocked.MemoryBarrier();
        CompleteRequest();
    }

    /// <summary>Called by the lane before it sends a flush.</summary>
    internal void NoteSent(long flush) => Volatile.Write(ref _sent, flush);

    /// <summary>Called by the lane when its window is closed; it has to look at <see cref="Acked"/> afterwards.</summary>
    internal void AwaitAck() => Interlocked.Exchange(ref _isAckAwaited, 1);

    private ValueTask AcknowledgeAsync(long? id, long flush)
    {
        if (flush > Volatile.Read(ref _sent))
        {
            return HandOver(new RefusedRequest(
                id, new RequestError(RequestErrorCode.OutOfRange, $"'flush' is {flush}; that flush was not sent yet")));
        }

        Acknowledge(flush);
        return ValueTask.CompletedTask;
    }

    /// <remarks>Wakes the lane only if that waits for it, which it does when the window is closed.</remarks>
    private void Acknowledge(long flush)
    {
        if (flush > _acked)
        {
            Volatile.Write(ref _acked, flush);
            _environment.Recorder?.OnAcknowledged(this, flush);
        }

        Volatile.Write(ref _hasAcknowledged, true);

        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAckAwaited) != 0 && Interlocked.Exchange(ref _isAckAwaited, 0) != 0)
        {
            _lane.Post(SessionMail.Acked);
        }
    }

    [SuppressMessage(
        "Reliability", "CA2012:Use ValueTasks correctly", Justification = "Its result is taken, or it is awaited: never both.")]
    private ValueTask AuthenticateAsync(AuthRequest auth)
    {
        var reading = _environment.Tokens.ReadAsync(auth.Token);
        return reading.IsCompletedSuccessfully
            ? HandOver(new ShownToken(auth.Id, reading.Result))
            : HandOverAsync(auth.Id, reading);
    }

    private async ValueTask HandOverAsync(long? id, ValueTask<TokenVerdict> reading) =>
        await HandOver(new ShownToken(id, await reading.ConfigureAwait(false))).ConfigureAwait(false);

    private ValueTask HandOver(ClientRequest request)
    {
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handled = handled;
        Volatile.Write(ref _request, request);
        _lane.Post(SessionMail.Request);
        if (Volatile.Read(ref _isClosed))
        {
            CompleteRequest();
        }

        return new ValueTask(handled.Task);
    }

    private sealed record Ending(SessionEndReason Reason, string Message);
}
