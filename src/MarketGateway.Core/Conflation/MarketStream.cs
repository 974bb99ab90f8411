using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// What can be subscribed to: one symbol in one channel, seen through one set of parameters. Holds no client state but
/// the number of subscriptions and the account of what they are owed.
/// </summary>
public abstract partial class MarketStream
{
    private Position? _newest;

    /// <summary>The sum of the numbers up to which the subscriptions are settled; guarded by the channel's gate.</summary>
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

    /// <summary>Gets or sets its place among the channel's streams; guarded by the channel's gate.</summary>
    internal int ChannelPlace { get; set; }

    /// <summary>Gets the symbol's state that this stream shows a part of.</summary>
    internal SymbolChannel Channel { get; }

    /// <summary>Gets the status of the symbol in this stream's channel.</summary>
    public SymbolStatus Status => Channel.Status;

    /// <summary>Gets how many subscriptions there are; guarded by the channel's gate.</summary>
    internal int SubscriptionCount { get; private set; }

    /// <summary>Gets the number of the newest update that concerns this stream; guarded by the channel's gate.</summary>
    internal abstract long NewestNumber { get; }

    /// <summary>Gets how many updates that concern this stream there were in earlier logs; guarded by the channel's gate.</summary>
    internal abstract long EarlierCount { get; }

    /// <summary>
    /// Gets how many updates wait for the subscriptions there are: offered, and not settled yet. Counted from where each
    /// stands, not from what was sent, so that it proves the account. Guarded by the channel's gate.
    /// </summary>
    internal long WaitingCount => (SubscriptionCount * NewestOfAll) - _settledTotal;

    /// <summary>Gets the number of the newest update since the process began: what the account goes by.</summary>
    private long NewestOfAll => EarlierCount + NewestNumber;

    /// <summary>
    /// Appends the one message that brings a client from its cursor to now, and moves the cursor. With
    /// <see cref="StreamWrite.StatusFirst"/> nothing is written: a new status, or a new log, is sent before its data.
    /// </summary>
    public StreamWrite Write(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        lock (Channel.Gate)
        {
            return WriteCountedNeedsGate(cursor, format, output);
        }
    }

    /// <param name="cursor">Who is led to now.</param>
    /// <param name="format">How the message is encoded.</param>
    /// <param name="output">Gets the message.</param>
    /// <param name="before">Put to where the cursor stood; null: nobody wants to know.</param>
    internal StreamWrite WriteNeedsGate(
        StreamCursor cursor, WireFormat format, FlushBuffer output, StreamCursor? before = null)
    {
        Debug.Assert(Channel.Gate.IsHeldByCurrentThread, "the channel's gate is held");
        if (!IsSentAllButData(cursor))
        {
            return StreamWrite.StatusFirst;
        }

        if (cursor.Position.Epoch != Channel.Epoch)
        {
            BeginEpochNeedsGate(cursor);
        }

        before?.StandAt(cursor);
        var settledNumber = cursor.Position.SettledNumber;
        var isWritten = Channel.HasState && TryWriteNeedsGate(cursor, format, output);
        StandNeedsGate(cursor);
        if (!isWritten)
        {
            return StreamWrite.Nothing;
        }

        SettleNeedsGate(cursor, cursor.Position.SettledNumber - settledNumber);
        return StreamWrite.Written;
    }

    /// <summary>True when the gateway's newest version is ahead of the cursor. A hint: read without the gate.</summary>
    public bool IsAheadOf(StreamCursor cursor) => IsOfAnotherLog(cursor) || VersionHint > cursor.Version;

    /// <summary>True when the client was sent the log, status and generation that there are now.</summary>
    internal bool IsSentAllButData(StreamCursor cursor) => Channel.LogEpoch == cursor.SentEpoch
        && ReferenceEquals(Channel.Status, cursor.SentStatus) && ReferenceEquals(Channel.Generation, cursor.SentGeneration);

    /// <summary>True when news of the channel show in what the stream shows.</summary>
    internal abstract bool ShowsNeedsGate(in ChannelNews news);

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
            cursor.Position = Position.Nowhere(Channel.Epoch, settledNumber);
            if (predecessor is not null)
            {
                cursor.StandAt(predecessor);
                cursor.IsDepthChanged = cursor.Version != StreamCursor.Nowhere;
            }

            _settledTotal += cursor.Position.SettledNumber;
            JoinNeedsGate(cursor);
        }
    }

    /// <summary>Ends a subscription that stands at a cursor; what waits for it is abandoned, unless a successor takes over.</summary>
    /// <param name="cursor">Where it stands.</param>
    /// <param name="isSucceeded">Whether another subscription takes its place.</param>
    /// <param name="isCursorShared">Whether others stand there too: it goes on.</param>
    internal void End(StreamCursor cursor, bool isSucceeded, bool isCursorShared = false)
    {
        lock (Channel.Gate)
        {
            SubscriptionCount--;
            Channel.CountSubscription(this, -1);
            Channel.Delivery.CountSubscription(Key.Channel, -1);
            _settledTotal -= cursor.Position.SettledNumber;
            if (!isCursorShared)
            {
                LeaveNeedsGate(cursor);
            }

            if (!isSucceeded)
            {
                Channel.Delivery.CountAbandoned(NewestOfAll - cursor.Position.SettledNumber);
            }
        }
    }

    /// <summary>Called when the last subscription has ended.</summary>
    internal virtual void OnRemoved()
    {
    }

    /// <summary>Called after each update that was applied, where somebody wants every one.</summary>
    internal virtual void RecordNeedsGate()
    {
    }

    /// <summary>Takes the scales of another generation for what the stream's key says in its own.</summary>
    internal virtual void FollowNeedsGate(Generation generation)
    {
    }

    /// <summary>Notes a cursor: what it is owed must not be forgotten.</summary>
    internal virtual void JoinNeedsGate(StreamCursor cursor)
    {
    }

    /// <summary>Notes where a cursor stands now.</summary>
    internal virtual void StandNeedsGate(StreamCursor cursor)
    {
    }

    /// <summary>Forgets a cursor: nobody stands there any more.</summary>
    internal virtual void LeaveNeedsGate(StreamCursor cursor)
    {
    }

    /// <summary>
    /// Takes back what a message settled for one subscription that did not get it after all: it is owed that still.
    /// </summary>
    internal void UnsettleNeedsGate(StreamCursor written) => _settledTotal -= written.SettledLast;

    /// <summary>Counts the message that was written last as sent to so many.</summary>
    internal void CountSent(StreamCursor written, int receivers)
    {
        if (written.SettledLast > 0)
        {
            Channel.Delivery.CountSent(written.SeenLast * receivers, (written.SettledLast - written.SeenLast) * receivers);
        }
    }

    /// <summary>Gets the version of the newest update that concerns this stream; guarded by the channel's gate.</summary>
    private protected abstract long NewestVersion { get; }

    /// <summary>Gets the same without the gate: a hint.</summary>
    private protected abstract long VersionHint { get; }

    /// <summary>Gets when the newest update occurred that concerns this stream; guarded by the channel's gate.</summary>
    private protected virtual long NewestOccurredAt => Channel.NewestOccurredAt;

    /// <summary>Gets how many updates a message stands for that the client sees one by one.</summary>
    private protected virtual long SeenOneByOne(long updates) => Math.Min(updates, 1);

    /// <summary>Gets the keys of the worst bid and ask that a client holds who got the state as it is now.</summary>
    private protected virtual (long BidEdge, long AskEdge) EdgesNeedsGate() => (BookSide.Unbounded, BookSide.Unbounded);

    /// <summary>Called when the stream has come to another position: whatever was kept of the last one is old.</summary>
    private protected virtual void OnMovedNeedsGate()
    {
    }

    /// <summary>
    /// True when there is nothing to send: the client stands at this version, or at a later one because it comes from
    /// a replica that has read further, and this one will get there.
    /// </summary>
    private protected static bool IsUpToDate(StreamCursor cursor, long version) =>
        cursor.Version > version || (cursor.Version == version && !cursor.IsSnapshotWanted);

    /// <summary>True when the cursor's version does not compare with the channel's: it may be greater and yet behind.</summary>
    private bool IsOfAnotherLog(StreamCursor cursor) => cursor.Position.Epoch != Channel.Epoch;

    /// <summary>
    /// Finds the number of the update that a cursor stands at; false when the log does not remember it, when the client
    /// holds another generation, or when records were lost in between: then no delta leads on.
    /// </summary>
    private protected bool TryResolve(StreamCursor cursor, in UpdateLog updates)
    {
        if (cursor.Version == StreamCursor.Nowhere || !ReferenceEquals(cursor.Position.Generation, Channel.Generation))
        {
            return false;
        }

        if (cursor.Number == Position.Unresolved && updates.TryFind(cursor.Version, out var number))
        {
            cursor.Position = cursor.Position with { Number = number };
        }

        return cursor.Number >= 0 && cursor.Number > Channel.LostAfter;
    }

    /// <summary>Writes the way from the cursor to now; false when the client is there already.</summary>
    private protected abstract bool TryWriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output);

    private protected abstract bool CanResumeNeedsGate(StreamCursor cursor);

    /// <summary>True when what a client holds stays right when another generation begins.</summary>
    internal virtual bool GoesOnFrom(StreamCursor cursor) => false;

    /// <summary>True when the next message leads on from what a client holds, as far as is known now.</summary>
    internal bool LeadsOnFrom(StreamCursor cursor) => cursor.Version != StreamCursor.Nowhere && !cursor.IsSnapshotWanted
        && ((!IsOfAnotherLog(cursor) && ReferenceEquals(cursor.Position.Generation, Generation)) || GoesOnFrom(cursor));

    /// <summary>True when what a client holds of a generation can be gone on with.</summary>
    private protected virtual bool IsOfThisGeneration(string? name) => name is not null && name == Generation.Name;

    /// <summary>Gets the head of a snapshot: what the client jumps over, as far as it is known.</summary>
    private protected DataHead SnapshotHead(StreamCursor cursor)
    {
        if (cursor.Version == StreamCursor.Nowhere)
        {
            return new DataHead(Number, From: null, NewestVersion, Merged: 0);
        }

        long? merged = cursor.Number < 0 || cursor.Number <= Channel.LostAfter ? null : NewestNumber - cursor.Number;
        return new DataHead(Number, cursor.Version, NewestVersion, merged);
    }

    /// <summary>Gets the position of whoever has got all: one object as long as nothing changes.</summary>
    private protected Position NewestNeedsGate()
    {
        var newest = _newest;
        if (newest is not null && newest.Number == NewestNumber && newest.Version == NewestVersion
            && newest.SettledNumber == NewestOfAll && newest.Epoch == Channel.Epoch && ReferenceEquals(newest.Generation, Channel.Generation))
        {
            return newest;
        }

        var (bidEdge, askEdge) = EdgesNeedsGate();
        newest = new Position(Channel.Epoch, NewestVersion, NewestNumber, NewestOfAll, NewestOccurredAt)
        {
            Generation = Channel.Generation,
            BidEdge = bidEdge,
            AskEdge = askEdge,
        };
        _newest = newest;
        OnMovedNeedsGate();
        return newest;
    }

    /// <summary>Gets the position that was made last; null before the first.</summary>
    private protected Position? LastPosition => _newest;

    /// <summary>Puts the cursor to where the client stands that has got all.</summary>
    private protected void MoveToNewest(StreamCursor cursor)
    {
        cursor.Position = NewestNeedsGate();
        cursor.IsSnapshotWanted = false;
        cursor.IsDepthChanged = false;
    }

    /// <summary>Settles the account: so many more updates were seen one by one, or merged, by each who stands there.</summary>
    private void SettleNeedsGate(StreamCursor cursor, long updates)
    {
        cursor.SettledLast = updates;
        cursor.SeenLast = SeenOneByOne(updates);
        if (updates > 0 && cursor.Weight > 0)
        {
            _settledTotal += updates * cursor.Weight;
            if (!cursor.IsShared)
            {
                CountSent(cursor, cursor.Weight);
            }
        }
    }

    private void BeginEpochNeedsGate(StreamCursor cursor)
    {
        var settledNumber = cursor.Position.SettledNumber;
        var unsettled = Math.Max(0, EarlierCount - settledNumber);
        Channel.Delivery.CountAbandoned(unsettled * cursor.Weight);
        _settledTotal += unsettled * cursor.Weight;
        cursor.Position = BeginPositionNeedsGate(cursor, settledNumber + unsettled);
    }

    /// <summary>Makes the position of a cursor whose numbers mean nothing any more.</summary>
    private protected virtual Position BeginPositionNeedsGate(StreamCursor cursor, long settledNumber) =>
        Position.Nowhere(Channel.Epoch, settledNumber);
}
