using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Delivery;

/// <summary>
/// Whom a lane serves: a session as its lane knows it. Only the lane calls it, but for <see cref="Post"/>.
/// </summary>
internal abstract class LaneClient : Timed
{
    private int _mail;
    private FlushAge _age;

    protected LaneClient(Lane lane, int phaseMs)
    {
        Lane = lane;
        PhaseMs = phaseMs;
        Subscriptions = new Subscriptions(this);
    }

    public Lane Lane { get; }

    /// <summary>Gets by how much its beats are later than those of others with the same interval.</summary>
    public int PhaseMs { get; }

    public Subscriptions Subscriptions { get; }

    public abstract WireFormat Format { get; }

    /// <summary>Gets how old the data of the flush is that is being built.</summary>
    public ref FlushAge Age => ref _age;

    /// <summary>Gets at which length the flush that has begun is full.</summary>
    public abstract int FlushLengthMax { get; }

    /// <summary>Gets the number of the log that it was sent last.</summary>
    public abstract int SentEpoch { get; }

    /// <summary>Gets or sets its place among the lane's clients.</summary>
    public int LanePlace { get; set; } = -1;

    /// <summary>Gets or sets a value indicating whether the lane will see to it in this turn.</summary>
    public bool IsReady { get; set; }

    /// <summary>Gets or sets the next in the lane's stack of mail; the poster's until the lane takes it.</summary>
    public LaneClient? NextMail { get; set; }

    /// <summary>
    /// Begins a flush, unless one has begun in this turn, with all that comes before data; null when the client does not
    /// take any now.
    /// </summary>
    public abstract FlushBuffer? TryBeginFlush(long now);

    /// <summary>Sends what a beat has for it, and whatever else there is.</summary>
    public abstract void SendBeat(CohortMember member, long now);

    /// <summary>Sends what there is beside beats.</summary>
    public abstract void SendRest(long now);

    /// <summary>Called when a symbol has appeared, or was defined anew, for those that wait for some.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="outset">After how many of its trades that was.</param>
    public abstract void OnAppeared(Conflation.MarketSymbol symbol, long outset);

    /// <summary>Called four times a second: sees whether the client keeps up.</summary>
    public abstract void Sweep(long now, bool isMeasured);

    /// <summary>Called once for all mail that came since the last time.</summary>
    public abstract void OnMail(int mail, long now);

    /// <summary>Ends it because of a fault of the gateway's own.</summary>
    public abstract void Fail(Exception fault);

    public int DrainMail() => Interlocked.Exchange(ref _mail, 0);

    /// <summary>Posts mail of some kinds, by any thread; what is posted before the lane has looked is one.</summary>
    protected void Post(int kinds)
    {
        // A full fence: what the mail speaks of was written before.
        if (Interlocked.Or(ref _mail, kinds) == 0)
        {
            Lane.Post(this);
        }
    }
}
