using System.Collections.Concurrent;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>All sessions of this process: opens them, tells them of new symbols, ends those that stall.</summary>
public sealed class SessionHub : IDisposable
{
    /// <summary>How often sessions are looked at for lag and stalls: fine enough beside limits of seconds.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Every fourth look is measured: a second is fine enough for what is told once a scrape.</summary>
    private const int SweepsPerMeasurement = 4;

    private readonly SessionEnvironment _environment;
    private readonly ConcurrentDictionary<long, Session> _sessions = [];
    private readonly PacingWheel _wheel;
    private readonly ITimer _sweep;
    private long _lastNumber;
    private int _count;
    private int _sweeps;
    private volatile bool _isDraining;

    /// <param name="market">What sessions show.</param>
    /// <param name="options">What each may have.</param>
    /// <param name="pulse">What heartbeats say of the feed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tokens">Says what the tokens are worth that clients show in a frame.</param>
    /// <param name="observer">Told of what is measured; null: nobody.</param>
    public SessionHub(
        Market market,
        SessionOptions options,
        IFeedPulse pulse,
        TimeProvider time,
        ITokenReader tokens,
        ISessionObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(market);
        var clock = new SessionClock(time);
        _wheel = new PacingWheel(clock);
        _environment = new SessionEnvironment(market, options, clock, _wheel, pulse, Counters, tokens, observer);
        _sweep = time.CreateTimer(static hub => ((SessionHub)hub!).Sweep(), this, SweepInterval, SweepInterval);
        market.CatalogChanged += OnCatalogChanged;
    }

    public SessionCounters Counters { get; } = new();

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<Session> Sessions => _sessions.Values;

    /// <summary>Gets a value indicating whether no further session is taken: the gateway is about to end.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>
    /// Opens a session over a transport and welcomes its client. One that is turned away is returned ended.
    /// </summary>
    /// <param name="transport">The wire under it.</param>
    /// <param name="format">How its messages are encoded.</param>
    /// <param name="admission">How its client comes in.</param>
    /// <param name="onMade">Told of the session before its first flush.</param>
    public Session Open(
        ISessionTransport transport, WireFormat format, SessionAdmission admission, Action<Session>? onMade = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(admission);
        var session = new Session(
            Interlocked.Increment(ref _lastNumber),
            transport,
            format,
            _environment,
            admission.Rights,
            Remove);
        onMade?.Invoke(session);
        Counters.CountOpened();
        if (admission.Refusal != SessionEndReason.None)
        {
            session.End(admission.Refusal, admission.Message);
            return session;
        }

        if (!TryAdd(session))
        {
            session.End(
                SessionEndReason.TooManySessions,
                $"this replica serves limits.sessions ({_environment.Options.SessionsMax}) already");
            return session;
        }

        session.Start();
        if (_isDraining)
        {
            // It came in while the door was closed; whoever closed it may not have seen this one.
            session.End(SessionEndReason.GoingAway, "the gateway stops");
        }

        return session;
    }

    public void Dispose()
    {
        _environment.Market.CatalogChanged -= OnCatalogChanged;
        _sweep.Dispose();
        EndAll("the gateway stops");
        _wheel.Dispose();
    }

    /// <summary>Takes no further session from now on, and names those that there are.</summary>
    internal Session[] BeginDrain()
    {
        _isDraining = true;
        return [.. _sessions.Values];
    }

    /// <summary>Ends every session now: the gateway goes away.</summary>
    internal void EndAll(string message)
    {
        foreach (var session in _sessions.Values)
        {
            session.End(SessionEndReason.GoingAway, message);
        }
    }

    /// <summary>Adds a session while there is a place: each takes its own, however many come at once.</summary>
    private bool TryAdd(Session session)
    {
        int count;
        do
        {
            count = Volatile.Read(ref _count);
            // The host counts those apart that have shown no token yet, and knows who comes from where.
            if (count >= _environment.Options.SessionsMax + _environment.Options.UnadmittedMax)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _count, count + 1, count) != count);

        _sessions[session.Number] = session;
        return true;
    }

    private void Remove(Session ended)
    {
        if (_sessions.TryRemove(ended.Number, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private void OnCatalogChanged(MarketSymbol symbol)
    {
        foreach (var (_, session) in _sessions)
        {
            session.Subscriptions.OnCatalogChanged(symbol);
        }
    }

    private void Sweep()
    {
        var now = _environment.Clock.NowMs;
        var observer = ++_sweeps % SweepsPerMeasurement == 0 ? _environment.Observer : null;
        foreach (var (_, session) in _sessions)
        {
            observer?.OnOldestUnsent(session.Flushes.OldestUnsent(now));
            session.CheckProgress(now);
        }
    }
}
