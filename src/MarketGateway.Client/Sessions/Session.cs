namespace MarketGateway.Client;

/// <summary>
/// One session with one gateway, from welcome to end. Its receive loop is the only writer of the streams; requests come
/// from any thread.
/// </summary>
internal sealed class Session
{
    private const int ProtocolVersion = 1;

    private readonly IGatewayLink _link;
    private readonly MarketClientOptions _options;
    private readonly ISessionOwner _owner;
    private readonly IWireDecoder _decoder;
    private readonly DataMessage _message = new();
    private readonly SessionStreams _streams;
    private readonly SubscriptionAnswers _answers;
    private readonly AbsentStreams _absent;
    private readonly PendingRequests _pending;
    private WelcomeMessage? _welcome;
    private GoAway? _goAway;
    private SessionEnd? _ownEnd;
    private long _flush;

    public Session(IGatewayLink link, MarketClientOptions options, ISessionOwner owner)
    {
        _link = link;
        _options = options;
        _owner = owner;
        _decoder = options.Encoding == WireEncoding.Json ? new JsonDecoder() : new MessagePackDecoder();
        _pending = new PendingRequests(options.TimeProvider);
        _streams = new SessionStreams(options, owner);
        _absent = new AbsentStreams(owner, options.TimeProvider);
        _answers = new SubscriptionAnswers(this, _streams, _absent);
        _link.OnWatch = OnWatch;
    }

    /// <summary>Gets a value indicating whether the gateway says that this client is behind.</summary>
    public bool IsLagging { get; private set; }

    /// <summary>Gets a value indicating whether a heartbeat is overdue.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>Gets a value indicating whether a heartbeat has come: this session works.</summary>
    public bool IsProven { get; private set; }

    public async Task<SessionEnd> RunAsync()
    {
        try
        {
            while (_ownEnd is null && await _link.ReceiveAsync().ConfigureAwait(false) is { } bytes)
            {
                Read(bytes);
                if (_streams.TakeGivenUp() is { Length: > 0 } givenUp)
                {
                    _ = RequestAsync(id => Requests.OfStreams("unsubscribe", id, givenUp));
                }

                if (_streams.TakeResyncsDue() is { Length: > 0 } due)
                {
                    _ = RequestAsync(id => Requests.OfStreams("resync", id, due));
                }

                foreach (var (subscription, symbols) in _absent.TakeDue())
                {
                    SubscribeAgain(subscription, symbols);
                }

                foreach (var pending in _pending.TakeRepeats())
                {
                    Send(pending);
                }

                await _owner.OnFlushAsync(_flush, bytes.Length).ConfigureAwait(false);
                if (_options.Window > 0)
                {
                    _link.Acknowledge(_flush);
                }
            }
        }
        catch (WireFormatException error)
        {
            _options.Logger.FlushRefused(_flush, error.Message);
            _owner.OnError(error);
            _ownEnd = SessionEnd.Break($"flush {_flush} cannot be read: {error.Message}");
        }
        finally
        {
            _pending.End();
        }

        return Close(_ownEnd ?? _link.End);
    }

    /// <summary>Sends a subscription, with what its streams hold when that can be resumed.</summary>
    public void Subscribe(MarketSubscription subscription, string? resumeEpoch)
    {
        var asked = subscription.Options;
        var requests = Requests.Subscribe(subscription, resumeEpoch, _welcome!.RequestBytesMax);
        subscription.BeginRequest(requests.Count);
        foreach (var request in requests)
        {
            Send(new PendingRequest(asked, subscription) { Request = request });
        }
    }

    /// <summary>Asks again for some symbols of a subscription that were not known a moment ago.</summary>
    private void SubscribeAgain(MarketSubscription subscription, string[] symbols)
    {
        foreach (var request in Requests.SubscribeAgain(subscription, symbols, _welcome!.RequestBytesMax))
        {
            Send(new PendingRequest(subscription.Options, subscription) { Request = request, IsAnswered = true });
        }
    }

    /// <summary>Asks for the state once; the task ends when all of it has come.</summary>
    public Task Snapshot(MarketSubscription once)
    {
        var requests = Requests.Snapshot(once, _welcome!.RequestBytesMax);
        once.BeginRequest(requests.Count);
        foreach (var request in requests)
        {
            Send(new PendingRequest(once.Options, once) { Request = request, IsOnce = true });
        }

        return once.Acknowledged;
    }

    public Task<WireMap> RequestAsync(Func<long, WireMap> request, SubscriptionOptions? asked = null)
    {
        var id = _pending.NextId();
        var pending = new PendingRequest(asked);
        _pending.Add(id, pending);
        _link.Send(request(id));
        return pending.Answer;
    }

    public void BeginClose() => _link.BeginClose();

    /// <summary>A subscription has ended: nothing is kept for it.</summary>
    public void Forget(MarketSubscription subscription) => _pending.Forget(subscription);

    /// <summary>Sends the request of a subscription, for the first time or again.</summary>
    private void Send(PendingRequest pending)
    {
        var id = _pending.NextId();
        _pending.Add(id, pending);
        _link.Send(Requests.WithId(pending.Request!, id));
    }

    private void Read(ReadOnlyMemory<byte> bytes)
    {
        _flush++;
        _message.SentAt = null;
        _decoder.Begin(bytes);
        for (var item = _decoder.Read(_message, out var control);
             item != WireItem.End && _ownEnd is null;
             item = _decoder.Read(_message, out control))
        {
            if (item == WireItem.Data)
            {
                _streams.Apply(_message);
            }
            else if (item == WireItem.Control)
            {
                OnControl(control!);
            }
            else if (item == WireItem.Stamp)
            {
                _owner.OnStamp(_message.SentAt!.Value);
            }
            else if (item == WireItem.Unreadable)
            {
                _streams.Refuse(_message);
            }
            else
            {
                _owner.OnUnknownMessage();
            }
        }
    }

    private void OnControl(WireMap map)
    {
        if (_welcome is null && map.Op != "welcome")
        {
            throw new WireFormatException($"the session begins with '{map.Op}', not 'welcome'");
        }

        switch (map.Op)
        {
            case "welcome":
                OnWelcome(WelcomeMessage.Read(map));
                break;
            case "subscribed":
                OnSubscribed(map);
                break;
            case "unsubscribed":
                _streams.Unsubscribe(map.Integers("streams"));
                Answer(map);
                break;
            case "resynced":
                _streams.Resynced(map.Integers("streams"));
                _streams.PostponeResyncs(map.Maps("errors"));
                Answer(map);
                break;
            case "updated":
                OnUpdated(map);
                break;
            case "snapshot":
                OnSnapshot(map);
                break;
            case "paused" or "resumed":
                _streams.SetPaused(map.Integers("streams"), map.Op == "paused");
                Answer(map);
                break;
            case "hello" or "pong" or "authenticated":
                Answer(map);
                break;
            case "status" or "alias":
                _streams.Report(map);
                break;
            case "session":
                IsLagging = map.Flag("lagging");
                _owner.OnStateMayHaveChanged();
                break;
            case "heartbeat":
                OnHeartbeat(map);
                break;
            case "epoch":
                _owner.OnEpoch(map.Text("epoch"));
                break;
            case "error":
                OnError(map);
                break;
            case "goaway":
                OnGoAway(map);
                break;
            default:
                _owner.OnUnknownMessage();
                break;
        }
    }

    private void OnWelcome(WelcomeMessage welcome)
    {
        if (welcome.Protocol != ProtocolVersion)
        {
            _ownEnd = SessionEnd.Final(
                $"the gateway speaks protocol {welcome.Protocol}, this client {ProtocolVersion}");
            return;
        }

        _welcome = welcome;
        _streams.ResyncInterval = welcome.ResyncInterval;
        if (welcome.RequestsPerSecondMax is > 0 and { } perSecondMax)
        {
            _link.LimitRequests(perSecondMax);
        }

        if (Requests.NeedsHello(_options))
        {
            _ = RequestAsync(id => Requests.Hello(id, _options));
        }

        _owner.OnWelcome(this, welcome);
    }

    private void OnSubscribed(WireMap map)
    {
        if (map.IntegerOrNull("id") is not { } id)
        {
            _streams.Renew(map.Maps("streams"));
            return;
        }

        if (_pending.Find(id) is null && _pending.IsOurs(id))
        {
            // A pattern found it while its subscription was given up.
            _answers.GiveBack([.. map.Maps("streams").Select(static entry => entry.Integer("stream"))]);
            return;
        }

        var (pending, subscription) = PendingSubscription(map, id);
        _answers.OnSubscribed(map, pending, subscription);
        if (pending.IsAnswered && !map.Flag("more") && (pending.IsGivenUp || !pending.MayBeAnsweredAgain))
        {
            // What is kept for nothing would be kept for the life of the connection.
            _pending.Take(id);
        }

        _owner.OnStateMayHaveChanged();
    }

    private void OnSnapshot(WireMap map)
    {
        var id = map.Integer("id");
        var (_, once) = PendingSubscription(map, id);
        _answers.OnSnapshot(map, once);
        if (!map.Flag("more"))
        {
            _pending.Take(id);
        }
    }

    private void OnUpdated(WireMap map)
    {
        if (map.IntegerOrNull("id") is { } id && _pending.Find(id) is { } pending)
        {
            _answers.OnUpdated(map, pending);
        }

        Answer(map);
        _owner.OnStateMayHaveChanged();
    }

    private (PendingRequest Pending, MarketSubscription Subscription) PendingSubscription(WireMap map, long id) =>
        _pending.Find(id) is { Subscription: { } subscription } pending
            ? (pending, subscription)
            : throw new WireFormatException($"'{map.Op}' answers {id}, which is no such request of ours");

    private void OnHeartbeat(WireMap map)
    {
        IsProven = true;
        var topics = map.Maps("topics").Select(static topic => new TopicProgress(
            topic.Text("topic"), WireTime.Read(topic.IntegerOrNull("newest")), topic.IntegerOrNull("lag")));
        _owner.OnHeartbeat(new FeedHeartbeat(
            WireTime.Read(map.Integer("time")), _options.TimeProvider.GetUtcNow(), topics.ToArray()));
    }

    private void OnError(WireMap map)
    {
        var error = new MarketRequestException(
            map.Text("code"), map.TextOrNull("message") ?? "the request was refused");
        _options.Logger.RequestRefused(error.Message);
        var pending = _pending.Take(map.IntegerOrNull("id"));
        if (pending is { Request: not null } && error.Code == "rate_limited" && map.IntegerOrNull("retryMs") is { } wait)
        {
            // That there were too many requests is no word about this one.
            _pending.Repeat(pending, WireTime.ReadInterval(wait));
            return;
        }

        pending?.Fail(error);
        if (pending is { Subscription: { } subscription, IsAnswered: false })
        {
            _owner.OnSubscriptionRefused(subscription, error);
        }
        else if (pending is null or { Subscription: not null })
        {
            // Nobody's request, or asked again for symbols that had gone: the others go on.
            _owner.OnError(error);
        }
    }

    private void OnGoAway(WireMap map)
    {
        var wait = TimeSpan.FromMilliseconds(map.IntegerOrNull("reconnectMs") ?? 0);
        var reason = map.TextOrNull("reason") ?? "the gateway is going away";
        _goAway = new GoAway(reason, _options.TimeProvider.GetUtcNow() + wait);
        _options.Logger.ToldToGoAway(reason, wait);
    }

    private void Answer(WireMap map) => _pending.Take(map.IntegerOrNull("id"))?.Complete(map);

    /// <summary>On the timer's thread, while the receive loop waits.</summary>
    private void OnWatch(bool isQuiet)
    {
        if (IsQuiet != isQuiet)
        {
            IsQuiet = isQuiet;
            _owner.OnStateMayHaveChanged();
        }

        if (_goAway is { } goAway && _options.TimeProvider.GetUtcNow() >= goAway.At)
        {
            BeginClose();
        }
    }

    private SessionEnd Close(SessionEnd end)
    {
        _streams.Disconnect();
        if (end.Code == SessionEnd.TokenExpired && _options.TokenProvider is not null)
        {
            // What has to change before the next connection is the token, and that is asked for again.
            end = end with { CanReconnect = true };
        }

        if (_goAway is not { } goAway || !end.CanReconnect)
        {
            return end;
        }

        var wait = goAway.At - _options.TimeProvider.GetUtcNow();
        return end with { Reason = goAway.Reason, ReconnectAfter = wait > TimeSpan.Zero ? wait : TimeSpan.Zero };
    }

    private sealed record GoAway(string Reason, DateTimeOffset At);
}
