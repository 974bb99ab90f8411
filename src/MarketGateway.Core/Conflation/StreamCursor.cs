using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Where somebody stands in a stream: one subscription, or all of a cohort. Of constant size. Owned by one lane, and moved
/// under the gate of the stream's channel, whose feed looks at it there.
/// </summary>
public class StreamCursor
{
    /// <summary>The version of a cursor that stands nowhere: the next message is a snapshot.</summary>
    public const long Nowhere = Conflation.Position.NowhereVersion;

    /// <summary>The version before the first update: everything since the beginning is to come.</summary>
    public const long BeforeFirst = -1;

    private static readonly Position Outset = Position.Nowhere(epoch: 0, settledNumber: 0);

    /// <summary>Gets the version that the client stands at.</summary>
    public long Version => Position.Version;

    /// <summary>Gets or sets the status that the client was sent last.</summary>
    public SymbolStatus? SentStatus { get; set; }

    /// <summary>
    /// Gets or sets the generation that the client was sent last: what it takes the numbers of the next message for.
    /// </summary>
    public Generation? SentGeneration { get; set; }

    /// <summary>Gets or sets the number of the log that the client was sent; data of another one waits until then.</summary>
    public int SentEpoch { get; set; }

    /// <summary>Gets or sets how many past trades a trade subscription begins with.</summary>
    public int History { get; set; }

    /// <summary>
    /// Gets or sets how many subscriptions stand here: what the account counts a message for. 0: one that only remembers
    /// where somebody stood.
    /// </summary>
    public int Weight { get; set; } = 1;

    /// <summary>
    /// Gets a value indicating whether many stand here: how many of them have got a message is counted when that is known.
    /// </summary>
    public bool IsShared { get; init; }

    /// <summary>Gets or sets where the client stands.</summary>
    internal Position Position { get; set; } = Outset;

    /// <summary>Gets the number of the update at <see cref="Version"/> in the channel's log.</summary>
    internal long Number => Position.Number;

    /// <summary>Gets or sets a value indicating whether the client's state is broken and it asked to begin anew.</summary>
    internal bool IsSnapshotWanted { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the client holds another depth than its stream has now: it gets a message
    /// even if nothing changed, or a deeper book would stay as shallow as it was until its symbol moves.
    /// </summary>
    internal bool IsDepthChanged { get; set; }

    /// <summary>
    /// Gets when the newest update occurred that the message written last had news of; 0: it had none that came since the
    /// subscription began, such as a first snapshot.
    /// </summary>
    public long NewsOccurredAt => SettledLast > 0 ? Position.OccurredAt : 0;

    /// <summary>Gets how many updates the message written last settled.</summary>
    internal long SettledLast { get; set; }

    /// <summary>Gets or sets how many of them a client sees one by one.</summary>
    internal long SeenLast { get; set; }

    /// <summary>Gets how far prices must move before the client wants to see a quote; null: not at all.</summary>
    internal PriceMove? PriceMove { get; private set; }

    /// <summary>Gets or sets its place among the cursors that the stream knows; negative: it does not.</summary>
    internal int JoinedPlace { get; set; } = -1;

    /// <summary>Gets behind which trade it stands; null: in another channel, or where nobody knows.</summary>
    internal TradePlace? TradePlace { get; private set; }

    /// <summary>
    /// Puts the cursor to where a client says that it stands. Edges are prices; null when the client holds the whole
    /// side.
    /// </summary>
    public void Offer(long version, int epoch, Generation generation, long? bidEdge, long? askEdge) =>
        Position = new Position(epoch, version, Position.Unresolved, Position.SettledNumber, OccurredAt: 0)
        {
            Generation = generation,
            BidEdge = bidEdge ?? BookSide.Unbounded,
            AskEdge = askEdge is { } price ? -price : BookSide.Unbounded,
        };

    /// <summary>Gets where the client stands, as it would say itself; null when it holds nothing yet.</summary>
    public ResumePoint? ResumePoint => Position is { Version: not Nowhere } position
        ? new ResumePoint(
            position.Version,
            position.Generation?.Name,
            position.BidEdge == BookSide.Unbounded ? null : position.BidEdge,
            position.AskEdge == BookSide.Unbounded ? null : -position.AskEdge)
        : null;

    /// <summary>
    /// Wants a first snapshot of book or quote next, even if nothing changed: the client's state is broken, and with it
    /// its account. Trades have no snapshot and go on.
    /// </summary>
    public void RequestSnapshot() => IsSnapshotWanted = true;

    /// <summary>Sets how far prices must move before the client wants to see a quote, in price units; 0: not at all.</summary>
    public void SetPriceMove(long movementMin) => PriceMove = movementMin > 0 ? new PriceMove(movementMin) : null;

    /// <summary>True when whoever stands at both holds the same, was sent the same, and is owed nothing besides.</summary>
    internal bool StandsWith(StreamCursor other) =>
        (ReferenceEquals(Position, other.Position) || Position == other.Position)
        && ReferenceEquals(SentStatus, other.SentStatus)
        && ReferenceEquals(SentGeneration, other.SentGeneration)
        && TradePlace?.Owed is null && other.TradePlace?.Owed is null
        && !IsSnapshotWanted && !other.IsSnapshotWanted
        && !IsDepthChanged && !other.IsDepthChanged;

    /// <summary>Stands behind another trade; null: nobody knows which. Under the channel's gate.</summary>
    internal void StandBehind(TradePlace? place)
    {
        if (place != TradePlace)
        {
            place?.Join();
            TradePlace?.Leave();
            TradePlace = place;
        }
    }

    /// <summary>Stands where another cursor of the same channel stands; what that one is owed, this one is owed too.</summary>
    internal void StandAt(StreamCursor other)
    {
        Position = other.Position;
        StandBehind(other.TradePlace);
        SentStatus = other.SentStatus;
        SentGeneration = other.SentGeneration;
        SentEpoch = other.SentEpoch;
        IsSnapshotWanted = other.IsSnapshotWanted;
        IsDepthChanged = other.IsDepthChanged;
    }
}
