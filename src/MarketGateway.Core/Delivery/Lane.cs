using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Delivery;

/// <summary>
/// Owns some of the sessions: nobody else reads or writes them. In come mail, changed streams and symbols that appeared;
/// a turn sees to all of it. What a turn does is a function of these, of time, and of what transports take.
/// </summary>
/// <remarks>Only <see cref="Post"/>, <see cref="OnChanged"/> and <see cref="OnAppeared"/> may be called by any thread.</remarks>
internal sealed partial class Lane : Timed
{
    /// <summary>How often clients are looked at for lag and stalls: fine enough beside limits of seconds.</summary>
    private const int SweepMs = 250;

    /// <summary>Every fourth look is measured, and looks for versions that moved unseen.</summary>
    private const int SweepsPerMeasurement = 4;

    /// <summary>One in so many flushes with an interval is measured.</summary>
    private const uint FlushesPerMeasured = 8;

    /// <summary>2^32 over the golden ratio: multiples of it are spread evenly, whatever period the flushes have.</summary>
    private const uint GoldenStep = 2_654_435_769;

    /// <summary>Above this, the earliest of all beats is not sought at each turn.</summary>
    private const int SoughtCohortsMax = 256;

    private readonly Market _market;
    private readonly Dictionary<CohortPace, Cohort> _cohorts = [];
    private readonly Dictionary<int, LaneStream> _streams = [];
    private readonly List<LaneClient> _clients = [];
    private readonly HashSet<LaneClient> _waiting = [];
    private readonly Stack<FlushBuffer> _buffers = new();
    private readonly List<LaneClient> _mailed = [];
    private List<Cohort> _due = [];
    private List<Cohort> _beating = [];
    private List<LaneClient> _ready = [];
    private List<LaneClient> _sending = [];
    private MarketEpoch _epoch;
    private LaneClient? _mail;
    private readonly Dictionary<SymbolChannel, LaneChannel> _channels = [];
    private int _sweeps;
    private uint _measured;

    public Lane(Market market, LaneClock clock)
    {
        _market = market;
        Clock = clock;
        _epoch = market.Epoch;
    }

    public LaneClock Clock { get; }

    public LaneTimers Timers { get; } = new();

    /// <summary>Gets the terms that its clients asked for lately.</summary>
    public SharedTerms Terms { get; } = new();

    /// <summary>Gets the messages of the beat that is under way.</summary>
    public FlushBuffer Slab { get; } = new();

    /// <summary>Gets or sets how many sessions asked for stamps.</summary>
    public int StampedCount { get; set; }

    /// <summary>Gets the number of the log of this turn: the same for all that is sent in it.</summary>
    public int Epoch => _epoch.Number;

    public string EpochName => _epoch.Name;

    /// <summary>Gets a value indicating whether no other log has begun since this turn did.</summary>
    public bool IsNewestEpoch => Epoch == _market.Epoch.Number;

    /// <summary>Gets or sets what is called, by any thread, when there is something to see to.</summary>
    public Action? OnWork { get; set; }

    /// <summary>Gets or sets what is called, by the feed's thread, when something has changed that only intervals wait for.</summary>
    public Action? OnPacedWork { get; set; }

    public int ClientCount => _clients.Count;

    /// <summary>Gets a value indicating whether another turn has something to see to at once.</summary>
    public bool HasWork => HasUrgentWork || Volatile.Read(ref _changed) is not null;

    /// <summary>Gets a value indicating whether that is more than streams that have changed.</summary>
    public bool HasUrgentWork => Volatile.Read(ref _mail) is not null || !_appeared.IsEmpty || _due.Count > 0 || _ready.Count > 0;

    /// <summary>Says whether the next flush with an interval is one of those that are measured; the first is.</summary>
    public bool IsNextMeasured()
    {
        var isMeasured = _measured < uint.MaxValue / FlushesPerMeasured;
        _measured += GoldenStep;
        return isMeasured;
    }

    /// <summary>
    /// Finds before when nobody with an interval may be sent data, whatever changes; a time that has passed where somebody
    /// may at once, or where there are too many cohorts to look at.
    /// </summary>
    public long FindEarliestBeat()
    {
        if (_cohorts.Count > SoughtCohortsMax)
        {
            return 0;
        }

        var earliest = Never;
        foreach (var cohort in _cohorts.Values)
        {
            if (cohort.Pace.IsPaced)
            {
                // Who is not in step has a time of its own.
                earliest = Math.Min(earliest, cohort.ApartCount > 0 ? 0 : cohort.AllowedAt);
            }
        }

        return earliest;
    }

    /// <summary>Posts mail; by any thread.</summary>
    public void Post(LaneClient client)
    {
        var top = Volatile.Read(ref _mail);
        while (true)
        {
            client.NextMail = top;
            var seen = Interlocked.CompareExchange(ref _mail, client, top);
            if (seen == top)
            {
                break;
            }

            top = seen;
        }

        OnWork?.Invoke();
    }

    /// <summary>One pass: everything that came in, then what is due, then what is left to send.</summary>
    public void Turn()
    {
        var now = Clock.NowMs;
        _epoch = _market.Epoch;
        NoteOffsets(now);
        DrainMailbox(now);
        ServeAppeared();
        DrainChanged(now);
        Timers.Run(now);
        (_due, _beating) = (_beating, _due);
        foreach (var cohort in _beating)
        {
            cohort.IsDue = false;
            cohort.Beat(now);
        }

        _beating.Clear();
        (_ready, _sending) = (_sending, _ready);
        foreach (var client in _sending)
        {
            client.IsReady = false;
            client.SendRest(now);
        }

        _sending.Clear();
    }

    public void Add(LaneClient client)
    {
        client.LanePlace = _clients.Count;
        _clients.Add(client);
        Timers.Schedule(this, Clock.NowMs + SweepMs);
    }

    public void Remove(LaneClient client)
    {
        _waiting.Remove(client);
        if (client.LanePlace >= 0)
        {
            var last = _clients[^1];
            _clients[client.LanePlace] = last;
            last.LanePlace = client.LanePlace;
            _clients.RemoveAt(_clients.Count - 1);
            client.LanePlace = -1;
        }
    }

    /// <summary>Notes whether a client waits for symbols that appear.</summary>
    public void SetWaiting(LaneClient client, bool isWaiting)
    {
        if (isWaiting)
        {
            _waiting.Add(client);
        }
        else
        {
            _waiting.Remove(client);
        }
    }

    public void MakeReady(LaneClient client)
    {
        if (!client.IsReady)
        {
            client.IsReady = true;
            _ready.Add(client);
        }
    }

    public void MakeDue(Cohort cohort)
    {
        if (!cohort.IsDue)
        {
            cohort.IsDue = true;
            _due.Add(cohort);
        }
    }

    public Cohort CohortOf(CohortPace pace)
    {
        if (!_cohorts.TryGetValue(pace, out var cohort))
        {
            _cohorts.Add(pace, cohort = new Cohort(this, pace));
        }

        return cohort;
    }

    /// <summary>Lets a cursor follow a stream at the pace of its terms.</summary>
    public void Follow(MarketStream stream, OwnCursor own)
    {
        if (!_streams.TryGetValue(stream.Number, out var followed))
        {
            if (!_channels.TryGetValue(stream.Channel, out var channel))
            {
                _channels.Add(stream.Channel, channel = new LaneChannel(this, stream.Channel));
            }

            _streams.Add(stream.Number, followed = new LaneStream(channel, stream));
            channel.Add(followed);
        }

        var cohort = CohortOf(CohortPace.Of(own.Terms, own.Client.PhaseMs, own.Client.Format));
        (followed.Find(cohort) ?? cohort.Add(followed)).Add(own);
    }

    public static void Unfollow(OwnCursor own)
    {
        var stream = own.Stream;
        stream.Remove(own);
        stream.Cohort.RemoveIfUnused(stream);
    }

    /// <summary>Called by a cohort that has nobody left who follows a stream.</summary>
    public void Remove(CohortStream stream)
    {
        var followed = stream.Lane;
        followed.Remove(stream);
        if (!followed.IsFollowed)
        {
            _streams.Remove(followed.Stream.Number);
            followed.Channel.Remove(followed);
            if (followed.Channel.Count == 0)
            {
                _channels.Remove(followed.Stream.Channel);
            }
        }

        if (stream.Cohort.IsEmpty)
        {
            _cohorts.Remove(stream.Cohort.Pace);
        }
    }

    /// <summary>Empties the slab; where messages end is only kept for sessions with stamps.</summary>
    public void ClearSlab()
    {
        Slab.Clear();
        Slab.Ends = StampedCount > 0 ? Slab.Ends ?? [] : null;
    }

    public FlushBuffer RentBuffer() => _buffers.TryPop(out var buffer) ? buffer : new FlushBuffer();

    public void ReturnBuffer(FlushBuffer buffer)
    {
        buffer.Clear();
        _buffers.Push(buffer);
    }

    /// <summary>Ends all sessions: the lane itself has met a fault.</summary>
    public void FailAll(Exception fault)
    {
        foreach (var client in _clients.ToArray())
        {
            client.Fail(fault);
        }
    }

    public override void OnTime(long now)
    {
        var isMeasured = ++_sweeps % SweepsPerMeasurement == 0;
        if (isMeasured)
        {
            foreach (var cohort in _cohorts.Values)
            {
                cohort.Sweep(now);
            }
        }

        for (var at = _clients.Count - 1; at >= 0; at--)
        {
            _clients[at].Sweep(now, isMeasured);
        }

        if (_clients.Count > 0)
        {
            Timers.Schedule(this, now + SweepMs);
        }
    }

    private void DrainMailbox(long now)
    {
        for (var client = Interlocked.Exchange(ref _mail, null); client is not null;)
        {
            _mailed.Add(client);
            var next = client.NextMail;
            client.NextMail = null;
            client = next;
        }

        // In the order in which it came.
        for (var at = _mailed.Count - 1; at >= 0; at--)
        {
            _mailed[at].OnMail(_mailed[at].DrainMail(), now);
        }

        _mailed.Clear();
    }
}
