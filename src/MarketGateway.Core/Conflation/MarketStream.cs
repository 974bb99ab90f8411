using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// What can be subscribed to: one symbol in one channel, seen through one set of parameters. Holds no client state but
/// the list of cursors that wait for a change.
/// </summary>
/// <remarks>
/// A cursor is woken once and then left alone until its session arms it again: after a flush, or, when it is paced and
/// its stream busy, once a look at its next due time has found nothing new. So an update costs the feed's thread one look
/// at an empty list when all clients are busy, and wake-ups are counted in flushes, not in updates.
/// </remarks>
public abstract class MarketStream
{
    private readonly ArmedCursors _armed = new();
    private long _newsVersion = StreamCursor.Nowhere;

    /// <summary>The symbol's status when the image was taken: data from before a status must not follow it.</summary>
    private SymbolStatus? _imageStatus;

    /// <summary>When the image was taken, by the sessions' clock.</summary>
    private long _imageTakenAtMs;

    /// <summary>The sum of the numbers up to which the cursors are settled; guarded by the channel's gate.</summary>
    private long _settledTotal;

    private protected MarketStream(int number, MarketSymbol symbol, StreamKey key, SymbolChannel channel)
    {
        Number = number;
        Symbol = symbol;
        Key = key;
        Channel = channel;
    }

    /// <summary>Gets the stream's number in this process; never used twice.</summary>
    public int Number { get; }

    public MarketSymbol Symbol { get; }

    public StreamKey Key { get; }

    /// <summary>Gets what the numbers and versions of this stream mean now.</summary>
    public Generation Generation => Channel.Generation;

    /// <summary>Gets the symbol's state that this stream shows a part of.</summary>
    internal SymbolChannel Channel { get; }

    /// <summary>Gets the status of the symbol in this stream's channel.</summary>
    public SymbolStatus Status => Channel.Status;

    /// <summary>Gets how many subscriptions there are; guarded by the channel's gate.</summary>
    internal int SubscriptionCount { get; private set; }

    /// <summary>Gets the number of the newest update that concerns this stream; guarded by the channel's gate.</summary>
    internal abstract long NewestNumber { get; }

    /// <summary>
    /// Gets the moment that messages lead to, of which the stream holds an image; guarded by the channel's gate.
    /// </summary>
    private protected StreamMark Image { get; private set; } = new(0, StreamCursor.Nowhere, Number: -1, 0, 0);

    /// <summary>Gets the messages that lead to the image.</summary>
    private protected FrameCache Frames { get; } = new();

    /// <summary>Gets how many updates that concern this stream there were in earlier logs; guarded by the channel's gate.</summary>
    internal abstract long EarlierCount { get; }

    /// <summary>
    /// Gets how many updates wait for the subscriptions there are: offered, and not settled yet. Counted from where each
    /// stands, not from what was sent, so that it proves the account. Guarded by the channel's gate.
    /// </summary>
    internal long WaitingCount => (SubscriptionCount * NewestOfAll) - _settledTotal;

    /// <summary>Gets the number of the newest update since the process began: what the account goes by.</summary>
    private long NewestOfAll => EarlierCount + NewestNumber;

    /// <summary>Asks to be told of the next change. To be called before reading, or a change in between is missed.</summary>
    public void Arm(StreamCursor cursor) => _armed.Add(cursor);

    public void Disarm(StreamCursor cursor) => _armed.Remove(cursor);

    /// <summary>
    /// Disarms for good: a flush that is under way must not leave the cursor of an ended subscription behind.
    /// </summary>
    internal void Retire(StreamCursor cursor) => _armed.Retire(cursor);

    /// <summary>
    /// Appends the one message that brings a client from its cursor to the moment, and moves the cursor. With
    /// <see cref="StreamWrite.StatusFirst"/> nothing is written: a new status, or a new log, is told before its data.
    /// </summary>
    public StreamWrite Write(StreamCursor cursor, WireFormat format, FlushBuffer output, FlushMoment moment)
    {
        lock (Channel.Gate)
        {
            if (cursor.IsReleased)
            {
                return StreamWrite.Nothing;
            }

            if (Channel.LogEpoch != cursor.ToldEpoch || !ReferenceEquals(Channel.Status, cursor.ToldStatus)
                || !ReferenceEquals(Channel.Generation, cursor.ToldGeneration))
            {
                return StreamWrite.StatusFirst;
            }

            if (cursor.Mark.Epoch != Channel.Epoch)
            {
                BeginEpochNeedsGate(cursor);
            }

            if (!Channel.HasState)
            {
                return StreamWrite.Nothing;
            }

            var settledNumber = cursor.Mark.SettledNumber;
            if (!WriteNeedsGate(cursor, format, output, moment))
            {
                return StreamWrite.Nothing;
            }

            SettleNeedsGate(cursor, cursor.Mark.SettledNumber - settledNumber);
            return IsAheadOf(cursor) ? StreamWrite.WrittenBehind : StreamWrite.Written;
        }
    }

    /// <summary>Says whether the gateway's newest version is ahead of the cursor. A hint: read without the gate.</summary>
    public bool IsAheadOf(StreamCursor cursor) => IsOfAnotherLog(cursor) || VersionHint > cursor.Version;

    /// <summary>
    /// Says whether there is something that the cursor's client sees: a change within what the stream shows, or another
    /// status. A hint for whoever looks by himself instead of being woken: read without the gate.
    /// </summary>
    internal bool HasNewsFor(StreamCursor cursor) => Volatile.Read(ref _newsVersion) > cursor.Version || IsOfAnotherLog(cursor)
        || cursor.IsDepthChanged || cursor.IsSnapshotWanted
        || !ReferenceEquals(Channel.Status, cursor.ToldStatus) || Channel.LogEpoch != cursor.ToldEpoch
        || !ReferenceEquals(Channel.Generation, cursor.ToldGeneration);

    /// <summary>
    /// Puts a cursor to where its client says that it stands in this log; false when it begins anew or gets a snapshot,
    /// because what it holds cannot be known to be of this generation, or lies too far back.
    /// </summary>
    public bool TryResume(StreamCursor cursor, ResumePoint point)
    {
        lock (Channel.Gate)
        {
            if (!IsOfThisGeneration(point.Generation) || !ReferenceEquals(cursor.ToldGeneration, Generation))
            {
                return false;
            }

            cursor.Offer(point.Version, Channel.Epoch, Generation, point.BidEdge, point.AskEdge);
            return CanResumeNeedsGate(cursor);
        }
    }

    /// <summary>
    /// Called by the feed's thread, outside the channel's gate, when there is something new for clients: a version, or a
    /// status.
    /// </summary>
    internal void Wake(long version)
    {
        // A full fence: whoever arms before this is seen below, whoever arms after it sees the news.
        Interlocked.Exchange(ref _newsVersion, version);
        _armed.WakeAll();
    }

    /// <summary>Begins a subscription: from now on every update is offered to its cursor, or settled by where it stood.</summary>
    /// <param name="cursor">Whose.</param>
    /// <param name="predecessor">Whose place it takes over; null: nobody's.</param>
    /// <param name="outset">
    /// After how many trades, counted through all logs, it began where that was earlier than now. All else begins with the
    /// state as it is.
    /// </param>
    internal void Begin(StreamCursor cursor, StreamCursor? predecessor, long outset = long.MaxValue)
    {
        lock (Channel.Gate)
        {
            if (SubscriptionCount == 0)
            {
                FollowNeedsGate(Channel.Generation);
            }

            SubscriptionCount++;
            Channel.CountSubscription(this, 1);
            Channel.Delivery.CountSubscription(Key.Channel, 1);
            var settledNumber = Key.Channel == Core.Books.Channel.Trade ? Math.Clamp(outset, EarlierCount, NewestOfAll) : NewestOfAll;
            Channel.Delivery.CountOffered(NewestOfAll - settledNumber);
            cursor.Mark = StreamMark.Nowhere(Channel.Epoch, settledNumber);
            if (predecessor is not null)
            {
                cursor.TakeOver(predecessor);
                cursor.IsDepthChanged = cursor.Version != StreamCursor.Nowhere;
            }

            _settledTotal += cursor.Mark.SettledNumber;
            OnBegunNeedsGate(cursor);
        }
    }

    /// <summary>Ends a subscription; what waits for it is abandoned, unless a successor takes over.</summary>
    internal void End(StreamCursor cursor, bool isSucceeded)
    {
        lock (Channel.Gate)
        {
            cursor.IsReleased = true;
            SubscriptionCount--;
            Channel.CountSubscription(this, -1);
            Channel.Delivery.CountSubscription(Key.Channel, -1);
            _settledTotal -= cursor.Mark.SettledNumber;
            OnEndedNeedsGate(cursor);
            if (!isSucceeded)
            {
                Channel.Delivery.CountAbandoned(NewestOfAll - cursor.Mark.SettledNumber);
            }
        }
    }

    /// <summary>Called when the last subscription has ended.</summary>
    internal virtual void OnRemoved()
    {
    }

    /// <summary>Takes the scales of another generation for what the stream's key says in its own.</summary>
    internal virtual void FollowNeedsGate(Generation generation)
    {
    }

    private protected virtual void OnBegunNeedsGate(StreamCursor cursor)
    {
    }

    private protected virtual void OnEndedNeedsGate(StreamCursor cursor)
    {
    }

    /// <summary>Gets the version of the newest update that concerns this stream; guarded by the channel's gate.</summary>
    private protected abstract long NewestVersion { get; }

    /// <summary>Gets the same without the gate: a hint.</summary>
    private protected abstract long VersionHint { get; }

    /// <summary>Gets when the newest update occurred that concerns this stream; guarded by the channel's gate.</summary>
    private protected virtual long NewestOccurredAt => Channel.NewestOccurredAt;

    /// <summary>Gets a value indicating whether messages may lead to an image that is not the newest state.</summary>
    private protected virtual bool CanTrail => true;

    /// <summary>Gets how many updates a message stands for that the client sees one by one.</summary>
    private protected virtual long SeenOneByOne(long updates) => Math.Min(updates, 1);

    /// <summary>
    /// Says whether there is nothing to tell: the client stands at this version, or at a later one because it comes from
    /// a replica that has read further, and this one will get there.
    /// </summary>
    private protected static bool IsUpToDate(StreamCursor cursor, long version) =>
        cursor.Version > version || (cursor.Version == version && !cursor.IsSnapshotWanted);

    /// <summary>Says whether the cursor's version does not compare with the channel's: it may be greater and yet behind.</summary>
    private bool IsOfAnotherLog(StreamCursor cursor) => cursor.Mark.Epoch != Channel.Epoch;

    /// <summary>
    /// Finds the number of the update that a cursor stands at; false when the log does not remember it, when the client
    /// holds another generation, or when records were lost in between: then no delta leads on.
    /// </summary>
    private protected bool TryResolve(StreamCursor cursor, UpdateLog updates)
    {
        if (cursor.Version == StreamCursor.Nowhere || !ReferenceEquals(cursor.Mark.Generation, Channel.Generation))
        {
            return false;
        }

        if (cursor.Number == StreamMark.Unresolved && updates.TryFind(cursor.Version, out var number))
        {
            cursor.Mark = cursor.Mark with { Number = number };
        }

        return cursor.Number >= 0 && cursor.Number > Channel.LostAfter;
    }

    /// <summary>
    /// Copies what the stream shows of the symbol's state as it is now; answers the keys of the worst bid and ask that a
    /// client holds who got it.
    /// </summary>
    private protected virtual (long BidEdge, long AskEdge) CopyStateNeedsGate() => (BookSide.Unbounded, BookSide.Unbounded);

    /// <summary>Writes the way from the cursor to the image; false when the client is there already.</summary>
    private protected abstract bool TryWriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output);

    private protected abstract bool CanResumeNeedsGate(StreamCursor cursor);

    /// <summary>Says whether what a client holds stays right when another generation begins.</summary>
    internal virtual bool GoesOnFrom(StreamCursor cursor) => false;

    /// <summary>Says whether what a client holds of a generation can be gone on with.</summary>
    private protected virtual bool IsOfThisGeneration(string? name) => name is not null && name == Generation.Name;

    /// <summary>Gets the head of a snapshot: what the client jumps over, as far as it is known.</summary>
    private protected DataHead SnapshotHead(StreamCursor cursor)
    {
        if (cursor.Version == StreamCursor.Nowhere)
        {
            return new DataHead(Number, From: null, Image.Version, Merged: 0);
        }

        long? merged = cursor.Number < 0 || cursor.Number <= Channel.LostAfter ? null : Image.Number - cursor.Number;
        return new DataHead(Number, cursor.Version, Image.Version, merged);
    }

    /// <summary>
    /// Writes the way to the image, if that is fresh enough and does not show what the client has already, and else to
    /// the state as it is now.
    /// </summary>
    private bool WriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output, FlushMoment moment)
    {
        var isCurrent = Image.Epoch == Channel.Epoch && ReferenceEquals(_imageStatus, Channel.Status)
            && ReferenceEquals(Image.Generation, Channel.Generation);
        if (isCurrent && CanTrail && _imageTakenAtMs >= moment.DueAtMs && LeadNeedsGate(cursor, format, output))
        {
            return true;
        }

        if (!isCurrent || Image.Number != NewestNumber)
        {
            TakeImageNeedsGate(moment.NowMs);
        }

        return LeadNeedsGate(cursor, format, output);
    }

    private void TakeImageNeedsGate(long nowMs)
    {
        Frames.Clear();
        var (bidEdge, askEdge) = CopyStateNeedsGate();
        Image = new StreamMark(Channel.Epoch, NewestVersion, NewestNumber, NewestOfAll, NewestOccurredAt)
        {
            Generation = Channel.Generation,
            BidEdge = bidEdge,
            AskEdge = askEdge,
        };
        _imageStatus = Channel.Status;
        _imageTakenAtMs = nowMs;
    }

    private bool LeadNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output) =>
        TryShareNeedsGate(cursor, format, output) || TryWriteNeedsGate(cursor, format, output);

    /// <summary>Takes the message that another client got who stood at the same cursor: what most clients get.</summary>
    private bool TryShareNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        if (!CanTrail || cursor.Version >= Image.Version || cursor.IsSnapshotWanted || cursor.IsDepthChanged || cursor.PriceMove is not null
            || !Frames.TryGet(format, cursor.Mark, out var shared))
        {
            return false;
        }

        output.Append(shared);
        MoveToImage(cursor);
        return true;
    }

    /// <summary>Puts the cursor to where the client stands that has got the image.</summary>
    /// <remarks>The image may be older than the subscription: what came before it was not offered to it.</remarks>
    private protected void MoveToImage(StreamCursor cursor)
    {
        var settledNumber = cursor.Mark.SettledNumber;
        cursor.Mark = settledNumber <= Image.SettledNumber ? Image : Image with { SettledNumber = settledNumber };
        cursor.IsSnapshotWanted = false;
        cursor.IsDepthChanged = false;
    }

    /// <summary>Settles the account: so many more updates were seen one by one, or merged.</summary>
    private void SettleNeedsGate(StreamCursor cursor, long updates)
    {
        cursor.HasToldNews = updates > 0;
        if (updates > 0)
        {
            var seen = SeenOneByOne(updates);
            _settledTotal += updates;
            Channel.Delivery.CountSent(seen, updates - seen);
        }
    }

    private void BeginEpochNeedsGate(StreamCursor cursor)
    {
        Debug.Assert(Channel.Gate.IsHeldByCurrentThread, "the channel's gate is held");
        var settledNumber = cursor.Mark.SettledNumber;
        var unsettled = Math.Max(0, EarlierCount - settledNumber);
        Channel.Delivery.CountAbandoned(unsettled);
        _settledTotal += unsettled;
        cursor.Mark = BeginMarkNeedsGate(cursor, settledNumber + unsettled);
    }

    /// <summary>Makes the mark of a cursor whose numbers mean nothing any more.</summary>
    private protected virtual StreamMark BeginMarkNeedsGate(StreamCursor cursor, long settledNumber) =>
        StreamMark.Nowhere(Channel.Epoch, settledNumber);
}
