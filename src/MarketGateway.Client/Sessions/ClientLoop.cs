using System.Net.Sockets;
using System.Net.WebSockets;

namespace MarketGateway.Client;

/// <summary>
/// Session after session until the client is disposed or told to stay away; keeps what outlives a session: the
/// subscriptions, their streams, and the epoch of their versions.
/// </summary>
internal sealed partial class ClientLoop(MarketClientOptions options, IMarketListener? listener)
    : ISessionOwner, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<MarketSubscription> _subscriptions = [];
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionEnd> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationTokenSource _stop = new();
    private readonly ChangeFeeds _feeds = new();
    private readonly TrafficCount _traffic = new();
    private Session? _session;
    private Task? _running;
    private Uri _url = options.Urls[0];
    private int _nextUrl;
    private volatile bool _isStateDirty;
    private long _lineTicks = long.MinValue;

    public ClientState State { get; private set; }

    public string StateReason { get; private set; } = "not connected yet";

    public FeedHeartbeat? Heartbeat { get; private set; }

    public string? Epoch { get; private set; }

    public TimeSpan? LineDelay =>
        Interlocked.Read(ref _lineTicks) is > long.MinValue and var ticks ? TimeSpan.FromTicks(ticks) : null;

    public Exception? LastError { get; private set; }

    /// <summary>Gets or sets what is shown to each gateway, to say who the client is; null: nothing.</summary>
    public string? Token { get; set; }

    public bool IsDisposed { get; private set; }

    public Task<SessionEnd> Completion => _completion.Task;

    public ClientTotals Totals => _traffic.Read();

    public Task ConnectAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, typeof(MarketClient));
            _running ??= Task.Run(RunAsync, CancellationToken.None);
        }

        return _connected.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Remembers a subscription and asks for it in this session and in every later one.</summary>
    public Task Subscribe(MarketSubscription subscription)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, typeof(MarketClient));
            _subscriptions.Add(subscription);
            _session?.Subscribe(subscription, null);
            return subscription.Acknowledged;
        }
    }

    /// <summary>A subscription that later sessions do not ask for any more.</summary>
    public void Forget(MarketSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
            _session?.Forget(subscription);
        }
    }

    /// <summary>Sends a request in the present session; null: there is none.</summary>
    public Task<WireMap>? TryRequest(Func<long, WireMap> request, SubscriptionOptions? asked = null)
    {
        lock (_gate)
        {
            return _session?.RequestAsync(request, asked);
        }
    }

    public Task Snapshot(MarketSubscription once)
    {
        lock (_gate)
        {
            return _session?.Snapshot(once)
                ?? Task.FromException(new MarketRequestException("not connected to a gateway"));
        }
    }

    /// <summary>A new reader begins with every stream that there is.</summary>
    public void Add(ChangeFeed feed)
    {
        lock (_gate)
        {
            _feeds.Add(feed);
            foreach (var stream in _subscriptions.SelectMany(static subscription => subscription.AllStreams()))
            {
                feed.Post(stream, 0);
            }

            if (State == ClientState.Closed)
            {
                feed.Complete(_feeds);
            }
        }
    }

    public void Remove(ChangeFeed feed) => _feeds.Remove(feed);

    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            if (IsDisposed)
            {
                return;
            }

            IsDisposed = true;
            running = _running;
            _session?.BeginClose();
        }

        if (running is null)
        {
            Finish(SessionEnd.Final("disposed"));
            return;
        }

        // Closing is bounded in real time, also under a test's clock, and also when a listener never comes back.
        _stop.CancelAfter(_session is null ? TimeSpan.Zero : options.CloseTimeout);
        await Task.WhenAny(running, Task.Delay(2 * options.CloseTimeout, TimeProvider.System)).ConfigureAwait(false);
        _stop.Dispose();
    }

    void ISessionOwner.OnWelcome(Session session, WelcomeMessage welcome)
    {
        options.Logger.Connected(_url, welcome.Session, welcome.Epoch);
        if (Epoch is not null && Epoch != welcome.Epoch)
        {
            ForgetVersions();
        }

        lock (_gate)
        {
            _traffic.CountSession();
            var resumeEpoch = Epoch == welcome.Epoch ? Epoch : null;
            Epoch = welcome.Epoch;
            _session = session;
            if (Token is { } token)
            {
                _ = session.RequestAsync(id => Requests.Auth(id, token));
            }

            foreach (var subscription in _subscriptions)
            {
                session.Subscribe(subscription, resumeEpoch);
            }

            if (IsDisposed)
            {
                session.BeginClose();
            }
        }

        OnStateMayHaveChanged();
        _connected.TrySetResult();
    }

    void ISessionOwner.OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict, bool isStateChanged)
    {
        _isStateDirty |= isStateChanged;
        listener?.OnMessage(stream, message, verdict);
        _traffic.CountMessage();
        _feeds.Post(
            stream, verdict is ApplyVerdict.Applied or ApplyVerdict.ChecksumWrong or ApplyVerdict.Untrusted ? 1 : 0);
    }

    void ISessionOwner.OnStamp(long sentAt)
    {
        var (sent, now) = (WireTime.Read(sentAt), options.TimeProvider.GetUtcNow());
        Interlocked.Exchange(ref _lineTicks, (now - sent).Ticks);
        listener?.OnStamp(sent, now - sent);
    }

    void ISessionOwner.OnStatus(ClientStream stream)
    {
        _isStateDirty = true;
        listener?.OnStatus(stream);
        _feeds.Post(stream, 0);
    }

    void ISessionOwner.OnHeartbeat(FeedHeartbeat heartbeat) => Heartbeat = heartbeat;

    void ISessionOwner.OnEpoch(string epoch)
    {
        ForgetVersions();
        Epoch = epoch;
        _isStateDirty = true;
    }

    void ISessionOwner.OnSubscriptionRefused(MarketSubscription subscription, MarketRequestException error)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }

        subscription.IsEnded = true;
        foreach (var stream in subscription.AllStreams())
        {
            stream.End(error.Code);
            _feeds.Post(stream, 0);
        }

        subscription.Refuse(error);
    }

    void ISessionOwner.OnUnknownMessage() => _traffic.CountUnknown();

    void ISessionOwner.OnError(Exception error) => LastError = error;

    ValueTask ISessionOwner.OnFlushAsync(long flush, int bytes)
    {
        _traffic.CountFlush(bytes);

        if (_isStateDirty)
        {
            OnStateMayHaveChanged();
        }

        return listener?.OnFlushAsync(flush) ?? ValueTask.CompletedTask;
    }

    public void OnStateMayHaveChanged()
    {
        _isStateDirty = false;
        (ClientState State, string Reason) standing;
        lock (_gate)
        {
            if (_session is null || State == ClientState.Closed)
            {
                return;
            }

            standing = ClientStanding.Of(_session, _subscriptions);
        }

        SetState(standing.State, standing.Reason);
    }

    private async Task RunAsync()
    {
        SessionEnd end;
        try
        {
            end = await RunSessionsAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            end = SessionEnd.Final("disposed");
        }
        catch (Exception error)
        {
            // The listener is the user's code: whatever it throws ends the client, and is not lost.
            LastError = error;
            end = SessionEnd.Final($"the listener failed: {error.Message}");
        }

        Finish(end);
    }

    private async Task<(SessionEnd End, bool IsProven)> RunSessionAsync()
    {
        _url = options.Urls[_nextUrl++ % options.Urls.Count];
        SetState(ClientState.Connecting, $"connecting to {_url}");
        GatewaySocket socket;
        try
        {
            socket = await GatewaySocket.OpenAsync(_url, options, Token, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or HttpRequestException or TimeoutException
                                          or IOException or SocketException)
        {
            var reason = error.InnerException?.Message ?? error.Message;
            options.Logger.ConnectFailed(_url, reason);
            return (SessionEnd.Break($"cannot connect to {_url}: {reason}"), false);
        }
        catch (HandshakeRefusedException refused)
        {
            options.Logger.ConnectFailed(_url, refused.Message);
            var isFinal = options.TokenProvider is null;
            return (isFinal ? SessionEnd.Final(refused.Message) : SessionEnd.Break(refused.Message), false);
        }

        await using (socket.ConfigureAwait(false))
        await using (_stop.Token.Register(() => socket.Abort("disposed")).ConfigureAwait(false))
        {
            var session = new Session(socket, options, this);
            try
            {
                return (await session.RunAsync().ConfigureAwait(false), session.IsProven);
            }
            finally
            {
                lock (_gate)
                {
                    _session = null;
                }
            }
        }
    }

    private void ForgetVersions()
    {
        lock (_gate)
        {
            foreach (var stream in _subscriptions.SelectMany(static subscription => subscription.AllStreams()))
            {
                stream.Forget();
            }
        }
    }

    private void SetState(ClientState state, string reason)
    {
        lock (_gate)
        {
            if (State == state && StateReason == reason)
            {
                return;
            }

            State = state;
            StateReason = reason;
        }

        listener?.OnState(state, reason);
    }

    private void Finish(SessionEnd end)
    {
        MarketSubscription[] waiting;
        lock (_gate)
        {
            waiting = [.. _subscriptions];
        }

        SetState(ClientState.Closed, end.Reason);
        if (!IsDisposed)
        {
            options.Logger.Closed(end.Reason);
        }

        foreach (var subscription in waiting)
        {
            subscription.Refuse(new MarketRequestException("closed", end.Reason));
        }

        FailToConnect(end);
        _feeds.Complete();

        _completion.TrySetResult(end);
    }
}
