using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// One session's interest in one stream: a cursor, its pace, and its place in the session's set of changed streams.
/// </summary>
internal sealed class Subscription(Session session) : StreamCursor
{
    /// <summary>The <see cref="WatchedUntil"/> of a stream that is woken by its changes.</summary>
    public const long NotWatched = long.MinValue;

    private bool _isChanged;
    private bool _isEnded;
    private bool _isAnnounced;
    private bool _isPaused;
    private bool _isResyncRequested;

    public MarketStream Stream { get; set; } = null!;

    /// <summary>Gets the effective parameters; replaced by an update.</summary>
    public required StreamParameters Parameters { get; set; }

    /// <summary>Gets a value indicating whether this is for one snapshot only, and ends with it.</summary>
    public bool IsOnce { get; init; }

    /// <summary>Gets the pattern that it came with, and ends with; null when its symbol was named.</summary>
    public PatternSubscription? Pattern { get; init; }

    public override int History => Parameters.History;

    /// <summary>Gets the time between two updates, in milliseconds; 0: none.</summary>
    public int IntervalMs => Parameters.IntervalMs;

    /// <summary>Gets or sets a value indicating whether the client wants nothing for now.</summary>
    public bool IsPaused
    {
        get => Volatile.Read(ref _isPaused);
        set => Volatile.Write(ref _isPaused, value);
    }

    /// <summary>Gets or sets a value indicating whether the client was told the stream's number; no data before that.</summary>
    public bool IsAnnounced
    {
        get => Volatile.Read(ref _isAnnounced);
        set => Volatile.Write(ref _isAnnounced, value);
    }

    /// <summary>Gets or sets since when there has been something to tell, by the session's clock.</summary>
    public long ChangedAt { get; set; }

    /// <summary>Gets or sets when the stream was told last, or looked at, by the session's clock. Kept by the flush loop.</summary>
    public long PacedAt { get; set; }

    /// <summary>Gets or sets the interval by which <see cref="DueAt"/> was reckoned; 0: none. Kept by the flush loop.</summary>
    public int PacedMs { get; set; }

    /// <summary>Gets or sets when the next update may be sent at the earliest, by the session's clock.</summary>
    public long DueAt { get; set; }

    /// <summary>Gets or sets when the stream may be resynced again, by the session's clock.</summary>
    public long ResyncAllowedAt { get; set; }

    /// <summary>Gets or sets the next in the session's set of changed streams.</summary>
    public Subscription? NextChanged { get; set; }

    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>
    /// Gets or sets until when at least the flush loop looks by itself, at each due time, whether there is news: a busy
    /// paced stream, which nothing wakes. Kept by the loop.
    /// </summary>
    public long WatchedUntil { get; set; } = NotWatched;

    public bool IsWatched => WatchedUntil != NotWatched;

    /// <summary>Marks as changed; false if it was already.</summary>
    public bool TryMarkChanged() => !Interlocked.Exchange(ref _isChanged, true);

    /// <summary>Begins anew: changes from here on are told by the next flush.</summary>
    /// <remarks>A full fence: what is read after it is not older than it.</remarks>
    public void ClearChanged() => Interlocked.Exchange(ref _isChanged, false);

    /// <summary>Describes the subscription with its effective values, for the acknowledgement.</summary>
    public SubscribedStream Describe(bool isResumed) => new(
        Stream.Symbol.Symbol,
        Stream.Number,
        Parameters,
        ToldGeneration!,
        Stream.Symbol.TickSizeIn(ToldGeneration!),
        ToldStatus!,
        isResumed);

    /// <summary>Takes on a generation, and says the parameters in its scales: what they mean stays.</summary>
    public void Restate(Generation generation)
    {
        var key = Stream.Key;
        var tickSize = Stream.Symbol.TickSizeIn(generation);
        var step = DecimalScale.Reach(key.GroupStep, key.StepScale, generation.PriceScale);
        Parameters = Parameters with
        {
            Grouping = step == 0 ? Parameters.Grouping : (int)Math.Clamp((step + tickSize - 1) / tickSize, 1, int.MaxValue),
            MinTradeSize = DecimalScale.Reach(key.MinTradeSize, key.MinTradeSizeScale, generation.SizeScale),
        };
        SetPriceMove(Parameters.MinPriceMove * tickSize);
        ToldGeneration = generation;
    }

    public void End() => Volatile.Write(ref _isEnded, true);

    /// <summary>Notes that the client's state is broken; the next flush sees to it.</summary>
    public void RequestResync() => Volatile.Write(ref _isResyncRequested, true);

    /// <summary>Gets a value indicating whether a resync waits for a flush.</summary>
    public bool IsResyncRequested => Volatile.Read(ref _isResyncRequested);

    /// <summary>Gets a value indicating whether the next message is a snapshot.</summary>
    public bool IsSnapshotDue => IsResyncRequested || IsSnapshotWanted || Version == Nowhere;

    /// <summary>
    /// Turns a requested resync into a snapshot to come; in this order, so that a successor finds one or the other.
    /// </summary>
    public void TakeResyncRequest()
    {
        if (IsResyncRequested)
        {
            RequestSnapshot();
            Volatile.Write(ref _isResyncRequested, false);
        }
    }

    protected internal override int ToldEpoch => session.ToldEpoch;

    protected internal override void OnChanged() => session.OnChanged(this);
}
