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
    public const long Nowhere = StreamMark.NowhereVersion;

    /// <summary>The version before the first update: everything since the beginning is to come.</summary>
    public const long BeforeFirst = -1;

    private static readonly StreamMark Outset = StreamMark.Nowhere(epoch: 0, settledNumber: 0);

    /// <summary>Gets the version that the client stands at.</summary>
    public long Version => Mark.Version;

    /// <summary>Gets or sets the status that the client was told last.</summary>
    public SymbolStatus? ToldStatus { get; set; }

    /// <summary>
    /// Gets or sets the generation that the client was told last: what it takes the numbers of the next message for.
    /// </summary>
    public Generation? ToldGeneration { get; set; }

    /// <summary>Gets how many past trades a trade subscription begins with.</summary>
    public virtual int History => 0;

    /// <summary>Gets or sets where the client stands.</summary>
    internal StreamMark Mark { get; set; } = Outset;

    /// <summary>Gets the number of the update at <see cref="Version"/> in the channel's log.</summary>
    internal long Number => Mark.Number;

    /// <summary>Gets or sets a value indicating whether the client's state is broken and it asked to begin anew.</summary>
    internal bool IsSnapshotWanted { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the client holds another depth than its stream has now: it gets a message
    /// even if nothing changed, or a deeper book would stay as shallow as it was until its symbol moves.
    /// </summary>
    internal bool IsDepthChanged { get; set; }

    /// <summary>
    /// Gets when the newest update occurred that the message written last told; 0: it told of none that came since the
    /// subscription began, such as a first snapshot.
    /// </summary>
    public long NewsOccurredAt => HasToldNews ? Mark.OccurredAt : 0;

    /// <summary>Gets or sets a value indicating whether the message written last told of updates that were offered.</summary>
    internal bool HasToldNews { get; set; }

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
    public void Offer(long version, int epoch, Generation generation, long? bidEdge, long? askEdge) =>
        Mark = new StreamMark(epoch, version, StreamMark.Unresolved, Mark.SettledNumber, OccurredAt: 0)
        {
            Generation = generation,
            BidEdge = bidEdge ?? BookSide.Unbounded,
            AskEdge = askEdge is { } price ? -price : BookSide.Unbounded,
        };

    /// <summary>Gets where the client stands, as it would say itself; null when it holds nothing yet.</summary>
    public ResumePoint? Position => Mark is { Version: not Nowhere } mark
        ? new ResumePoint(
            mark.Version,
            mark.Generation?.Name,
            mark.BidEdge == BookSide.Unbounded ? null : mark.BidEdge,
            mark.AskEdge == BookSide.Unbounded ? null : -mark.AskEdge)
        : null;

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
        Mark = other.Mark;
        RollUp = other.RollUp;
        ToldStatus = other.ToldStatus;
        ToldGeneration = other.ToldGeneration;
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
