using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Where one subscription stands in a stream: all that the gateway keeps per client and stream, of constant size. Moved
/// only by the flush of its session, under the gate of the stream's channel.
/// </summary>
public abstract class StreamCursor
{
    /// <summary>The version of a cursor that stands nowhere: the next message is a snapshot.</summary>
    public const long Nowhere = -2;

    /// <summary>The version before the first update: everything since the beginning is to come.</summary>
    public const long BeforeFirst = -1;

    /// <summary>The number of a cursor whose version was offered by a client and not found yet.</summary>
    internal const long Unresolved = -1;

    /// <summary>Gets the version that the client stands at.</summary>
    public long Version { get; internal set; } = Nowhere;

    /// <summary>Gets or sets the status that the client was told last.</summary>
    public SymbolStatus? ToldStatus { get; set; }

    /// <summary>Gets how many past trades a trade subscription begins with.</summary>
    public int History { get; init; }

    /// <summary>Gets or sets the epoch that the version belongs to.</summary>
    internal int Epoch { get; set; }

    /// <summary>Gets or sets the number of the update at <see cref="Version"/> in the channel's log.</summary>
    internal long Number { get; set; }

    /// <summary>Gets or sets the key of the worst bid that the client holds; unbounded when it holds the whole side.</summary>
    internal long BidEdge { get; set; } = BookSide.Unbounded;

    /// <summary>Gets or sets the key of the worst ask that the client holds.</summary>
    internal long AskEdge { get; set; } = BookSide.Unbounded;

    /// <summary>Gets or sets a value indicating whether the client's state is broken and it asked to begin anew.</summary>
    internal bool IsSnapshotWanted { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the client holds another depth than its stream has now: it gets a message
    /// even if nothing changed, or a deeper book would stay as shallow as it was until its symbol moves.
    /// </summary>
    internal bool IsDepthChanged { get; set; }

    /// <summary>
    /// Gets the number, counted through all logs, up to which the account of this cursor is settled; it begins with the
    /// subscription.
    /// </summary>
    internal long SettledNumber { get; set; }

    /// <summary>
    /// Gets when the newest update occurred that the message written last told; 0: it told of none that came since the
    /// subscription began, such as a first snapshot.
    /// </summary>
    public long NewsOccurredAt { get; internal set; }

    /// <summary>Gets a value indicating whether the subscription has ended; guarded by the channel's gate.</summary>
    internal bool IsReleased { get; set; }

    /// <summary>Gets how far prices must move before the client wants to see a quote; null: not at all.</summary>
    internal PriceMove? PriceMove { get; private set; }

    /// <summary>Gets or sets the sum of the trades that left the ring before this cursor got them.</summary>
    internal TradeRollUp? RollUp { get; set; }

    /// <summary>Gets or sets the neighbours in the stream's list of cursors that wait for a change.</summary>
    internal StreamCursor? NextArmed { get; set; }

    internal StreamCursor? PreviousArmed { get; set; }

    internal bool IsArmed { get; set; }

    /// <summary>Gets or sets a value indicating whether the subscription has ended: a cursor that is never armed again.</summary>
    internal bool IsRetired { get; set; }

    /// <summary>
    /// Puts the cursor to where a client says that it stands. Edges are prices; null when the client holds the whole
    /// side.
    /// </summary>
    public void Offer(long version, int epoch, long? bidEdge, long? askEdge)
    {
        Version = version;
        Epoch = epoch;
        Number = Unresolved;
        BidEdge = bidEdge ?? BookSide.Unbounded;
        AskEdge = askEdge is { } price ? -price : BookSide.Unbounded;
    }

    /// <summary>Gets where the client stands, as it would say itself; null when it holds nothing yet.</summary>
    public ResumePoint? Position => Version == Nowhere
        ? null
        : new ResumePoint(
            Version,
            BidEdge == BookSide.Unbounded ? null : BidEdge,
            AskEdge == BookSide.Unbounded ? null : -AskEdge);

    /// <summary>
    /// Wants a first snapshot of book or quote next, even if nothing changed: the client's state is broken, and with it
    /// its account. Trades have no snapshot and go on.
    /// </summary>
    public void RequestSnapshot() => IsSnapshotWanted = true;

    /// <summary>Sets how far prices must move before the client wants to see a quote, in price units; 0: not at all.</summary>
    public void SetPriceMove(long movementMin) => PriceMove = movementMin > 0 ? new PriceMove(movementMin) : null;

    /// <summary>Stands where another cursor of the same channel stood.</summary>
    internal void TakeOver(StreamCursor other)
    {
        Version = other.Version;
        Epoch = other.Epoch;
        Number = other.Number;
        BidEdge = other.BidEdge;
        AskEdge = other.AskEdge;
        RollUp = other.RollUp;
        SettledNumber = other.SettledNumber;
        ToldStatus = other.ToldStatus;
        IsSnapshotWanted = other.IsSnapshotWanted;
    }

    /// <summary>Gets the number of the log that the client was told of; data of another one waits until it is told.</summary>
    protected internal abstract int ToldEpoch { get; }

    /// <summary>
    /// Called by the feed's thread when the stream has something new for a cursor that was armed. Must be quick and must
    /// not call back into the stream.
    /// </summary>
    protected internal abstract void OnChanged();
}
