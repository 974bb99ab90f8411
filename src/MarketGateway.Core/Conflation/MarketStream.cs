using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// What can be subscribed to: one symbol in one channel, seen through one set of parameters. Holds no client state but
/// the list of cursors that wait for a change.
/// </summary>
/// <remarks>
/// A cursor is woken once and then left alone until its session has flushed and armed it again. So an update costs the
/// feed's thread one look at an empty list when all clients are busy, and wake-ups are counted in flushes, not in
/// updates.
/// </remarks>
public abstract class MarketStream
{
    private readonly Lock _armedGate = new();
    private readonly FrameCache _frames = new();
    private StreamCursor? _armed;

    protected MarketStream(int number, MarketSymbol symbol, StreamKey key)
    {
        Number = number;
        Symbol = symbol;
        Key = key;
    }

    /// <summary>Gets the stream's number in this process; never used twice.</summary>
    public int Number { get; }

    public MarketSymbol Symbol { get; }

    public StreamKey Key { get; }

    /// <summary>Gets the status of the symbol in this stream's channel.</summary>
    public SymbolStatus Status => Channel.Status;

    /// <summary>Gets or sets how many subscriptions there are; guarded by the symbol.</summary>
    internal int SubscriptionCount { get; set; }

    protected internal abstract SymbolChannel Channel { get; }

    private protected FrameCache Frames => _frames;

    /// <summary>Asks to be told of the next change. To be called before reading, or a change in between is missed.</summary>
    public void Arm(StreamCursor cursor)
    {
        lock (_armedGate)
        {
            if (cursor.IsArmed)
            {
                return;
            }

            cursor.IsArmed = true;
            cursor.PreviousArmed = null;
            cursor.NextArmed = _armed;
            if (_armed is not null)
            {
                _armed.PreviousArmed = cursor;
            }

            _armed = cursor;
        }
    }

    public void Disarm(StreamCursor cursor)
    {
        lock (_armedGate)
        {
            if (!cursor.IsArmed)
            {
                return;
            }

            if (cursor.PreviousArmed is { } previous)
            {
                previous.NextArmed = cursor.NextArmed;
            }
            else
            {
                _armed = cursor.NextArmed;
            }

            if (cursor.NextArmed is { } next)
            {
                next.PreviousArmed = cursor.PreviousArmed;
            }

            Forget(cursor);
        }
    }

    /// <summary>
    /// Appends the one message that brings a client from its cursor to now, and moves the cursor. With
    /// <see cref="StreamWrite.StatusFirst"/> nothing is written: the new status stands before the data it speaks of.
    /// </summary>
    public StreamWrite Write(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        lock (Channel.Gate)
        {
            if (!ReferenceEquals(Channel.Status, cursor.ToldStatus))
            {
                return StreamWrite.StatusFirst;
            }

            if (cursor.Epoch != Channel.Epoch)
            {
                BeginEpochNeedsGate(cursor);
            }

            return Channel.HasState ? WriteNeedsGate(cursor, format, output) : StreamWrite.Nothing;
        }
    }

    /// <summary>Says whether the gateway's newest version is ahead of the cursor. A hint: read without the gate.</summary>
    public abstract bool IsAheadOf(StreamCursor cursor);

    /// <summary>Says whether a delta can be told to a client that resumes here with this cursor.</summary>
    public bool CanResume(StreamCursor cursor)
    {
        lock (Channel.Gate)
        {
            return cursor.Epoch == Channel.Epoch && CanResumeNeedsGate(cursor);
        }
    }

    /// <summary>Called by the feed's thread, outside the channel's gate, when there is something new for clients.</summary>
    internal void Wake()
    {
        if (Volatile.Read(ref _armed) is null)
        {
            return;
        }

        lock (_armedGate)
        {
            while (_armed is { } cursor)
            {
                _armed = cursor.NextArmed;
                Forget(cursor);
                cursor.OnChanged();
            }
        }
    }

    internal virtual void OnSubscribed(StreamCursor cursor)
    {
    }

    internal virtual void OnUnsubscribed(StreamCursor cursor)
    {
    }

    /// <summary>
    /// Says whether there is nothing to tell: the client stands at this version, or at a later one because it comes from
    /// a replica that has read further, and this one will get there.
    /// </summary>
    private protected static bool IsUpToDate(StreamCursor cursor, long version) =>
        cursor.Version > version || (cursor.Version == version && !cursor.IsSnapshotWanted);

    private protected abstract StreamWrite WriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output);

    private protected abstract bool CanResumeNeedsGate(StreamCursor cursor);

    /// <summary>Gets the head of a snapshot: what the client jumps over, as far as it is known.</summary>
    private protected DataHead SnapshotHead(StreamCursor cursor, UpdateLog updates)
    {
        if (cursor.Version == StreamCursor.Nowhere)
        {
            return new DataHead(Number, From: null, updates.Version, Merged: 0);
        }

        long? merged = cursor.Number == StreamCursor.Unresolved ? null : updates.Newest - cursor.Number;
        return new DataHead(Number, cursor.Version, updates.Version, merged);
    }

    private static void Forget(StreamCursor cursor)
    {
        cursor.IsArmed = false;
        cursor.NextArmed = cursor.PreviousArmed = null;
    }

    private void BeginEpochNeedsGate(StreamCursor cursor)
    {
        Debug.Assert(Channel.Gate.IsHeldByCurrentThread, "the channel's gate is held");
        cursor.Epoch = Channel.Epoch;
        cursor.RollUp = null;
        cursor.Version = StreamCursor.Nowhere;
    }
}
