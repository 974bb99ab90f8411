using System.Collections.Concurrent;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>All sessions of this process: opens them, spreads them over lanes, counts them.</summary>
public sealed class SessionHub : IDisposable
{
    /// <summary>
    /// So many sessions of a lane beat together: what leads one of them on serves all. More of them beat at other times, so
    /// that none waits for long for its turn.
    /// </summary>
    private const int SessionsPerPhase = 200;

    private const int PhaseCount = 5;
    private const int PhaseStepMs = 2 * BeatTimes.StepMs;

    private readonly SessionEnvironment _environment;
    private readonly ConcurrentDictionary<long, Session> _sessions = [];
    private readonly Lane[] _lanes;
    private readonly LaneThread[] _threads;
    private readonly int[] _laneCounts;
    private readonly Action<Session> _onEnded;
    private long _lastNumber;
    private int _count;
    private volatile bool _isDraining;

    /// <param name="market">What sessions show.</param>
    /// <param name="options">What each may have.</param>
    /// <param name="pulse">What heartbeats say of the feed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tokens">Says what the tokens are worth that clients show in a frame.</param>
    /// <param name="observer">Told of what is measured; null: nobody.</param>
    /// <param name="recorder">Told of what is sent and said; null: nobody.</param>
    public SessionHub(
        Market market,
        SessionOptions options,
        IFeedPulse pulse,
        TimeProvider time,
        ITokenReader tokens,
        ISessionObserver? observer = null,
        ISessionRecorder? recorder = null)
        : this(market, options, pulse, time, tokens, observer, hasThreads: true, recorder)
    {
    }

    /// <summary>Makes a hub whose lanes take their turns only when <see cref="Turn"/> is called.</summary>
    internal SessionHub(
        Market market,
        SessionOptions options,
        IFeedPulse pulse,
        TimeProvider time,
        ITokenReader tokens,
        ISessionObserver? observer,
        bool hasThreads,
        ISessionRecorder? recorder = null)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(options);
        var clock = new LaneClock(time);
        _environment = new SessionEnvironment(market, options, clock, pulse, Counters, tokens, observer, recorder);
        var count = options.Lanes > 0 ? options.Lanes : Environment.ProcessorCount;
        _lanes = [.. Enumerable.Range(0, count).Select(_ => new Lane(market, clock))];
        _laneCounts = new int[count];
        _onEnded = Remove;
        _threads = hasThreads ? [.. _lanes.Select((lane, number) => new LaneThread(lane, number, options.LanesRest, () => pulse.IsBehind))] : [];
        market.CatalogChanged += OnCatalogChanged;
    }

    public SessionCounters Counters { get; } = new();

    public int Count => Volatile.Read(ref _count);

    /// <summary>Gets the sessions, each at the moment at which it is come by: nobody who opens one waits for a listing.</summary>
    public IEnumerable<Session> Sessions => _sessions.Select(static entry => entry.Value);

    /// <summary>Gets a value indicating whether no further session is taken: the gateway is about to end.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Gets a value indicating whether no lane has anything to see to before a time comes.</summary>
    internal bool IsIdle => _threads.All(static thread => thread.IsIdle);

    internal IReadOnlyList<Lane> Lanes => _lanes;

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
        var number = Interlocked.Increment(ref _lastNumber);
        var lane = ChooseLane();
        var phase = Interlocked.Increment(ref _laneCounts[lane]) / SessionsPerPhase % PhaseCount * PhaseStepMs;
        var session = new Session(
            number,
            transport,
            format,
            _environment,
            _lanes[lane],
            phase + (lane * BeatTimes.StepMs),
            admission.Rights,
            _onEnded)
        {
            Address = admission.Address,
            LaneNumber = lane,
        };
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

    /// <summary>Finds a session by its number; null: there is none, or it has ended.</summary>
    public Session? Find(long number) => _sessions.GetValueOrDefault(number);

    public void Dispose()
    {
        _environment.Market.CatalogChanged -= OnCatalogChanged;
        EndAll("the gateway stops");
        foreach (var thread in _threads)
        {
            thread.Dispose();
        }

        // What came in last.
        Turn();
    }

    /// <summary>Lets each lane take turns until there is nothing more to see to now.</summary>
    internal void Turn()
    {
        foreach (var lane in _lanes)
        {
            do
            {
                lane.Turn();
            }
            while (lane.HasWork);
        }
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
        Interlocked.Decrement(ref _laneCounts[ended.LaneNumber]);
        if (_sessions.TryRemove(ended.Number, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private int ChooseLane()
    {
        var chosen = 0;
        for (var lane = 1; lane < _lanes.Length; lane++)
        {
            if (Volatile.Read(ref _laneCounts[lane]) < Volatile.Read(ref _laneCounts[chosen]))
            {
                chosen = lane;
            }
        }

        return chosen;
    }

    /// <remarks>Each lane looks for itself whom it concerns: to the feed's thread it costs the same for any number.</remarks>
    private void OnCatalogChanged(MarketSymbol symbol)
    {
        if (symbol.AppearedAt is >= 0 and var outset)
        {
            foreach (var lane in _lanes)
            {
                lane.OnAppeared(symbol, outset);
            }
        }
    }
}
