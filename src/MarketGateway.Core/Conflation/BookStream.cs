using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>A symbol's book down to a depth, as it is or grouped to coarser prices.</summary>
internal sealed class BookStream : MarketStream
{
    /// <summary>The "from" of a cached snapshot: its encoding does not depend on where the client stood.</summary>
    private const long AnyVersion = StreamCursor.Nowhere;

    private readonly BookChannel _channel;

    public BookStream(int number, MarketSymbol symbol, StreamKey key)
        : base(number, symbol, key)
    {
        _channel = symbol.Books;
        if (key.GroupStep > 0)
        {
            Grouped = _channel.AddGrouped(key.GroupStep);
        }
    }

    /// <summary>Gets the grouped view that this stream shows; null: the book as it is.</summary>
    public GroupedBook? Grouped { get; }

    internal override long NewestNumber => Updates.Newest;

    internal override long EarlierCount => _channel.EarlierUpdates;

    /// <summary>Gets the log of the book's updates: a grouped view counts by the same numbers.</summary>
    private UpdateLog Updates => _channel.Book.Journal.Updates;

    private OrderBook View => Grouped?.Book ?? _channel.Book;

    protected internal override SymbolChannel Channel => _channel;

    public override bool IsAheadOf(StreamCursor cursor) => _channel.VersionHint > cursor.Version;

    internal override void OnRemoved()
    {
        if (Grouped is { } grouped)
        {
            _channel.RemoveGrouped(grouped);
        }
    }

    private protected override bool CanResumeNeedsGate(StreamCursor cursor)
    {
        var canResume = _channel.HasState && (cursor.Version > Updates.Version ||
            (TryResolveNeedsGate(cursor) && View.Journal.Covers(cursor.Number)));
        if (!canResume)
        {
            cursor.RequestSnapshot();
        }

        return canResume;
    }

    private protected override bool IsShareable(StreamCursor cursor) => !cursor.IsDepthChanged;

    private protected override StreamWrite WriteNeedsGate(
        StreamCursor cursor, WireFormat format, FlushBuffer output, long nowMs)
    {
        var updates = Updates;
        if (IsUpToDate(cursor, updates.Version) && !(cursor.IsDepthChanged && cursor.Version == updates.Version))
        {
            return StreamWrite.Nothing;
        }

        if (TryResolveNeedsGate(cursor) && !cursor.IsSnapshotWanted && View.Journal.Covers(cursor.Number))
        {
            WriteDeltaNeedsGate(cursor, format, output, nowMs);
        }
        else
        {
            WriteSnapshotNeedsGate(cursor, format, output, nowMs);
        }

        cursor.Version = updates.Version;
        cursor.Number = updates.Newest;
        cursor.IsSnapshotWanted = false;
        cursor.IsDepthChanged = false;
        cursor.BidEdge = View.Bids.EdgeKey(Key.Depth);
        cursor.AskEdge = View.Asks.EdgeKey(Key.Depth);
        return StreamWrite.Written;
    }

    private bool TryResolveNeedsGate(StreamCursor cursor)
    {
        if (cursor.Version == StreamCursor.Nowhere)
        {
            return false;
        }

        if (cursor.Number == StreamCursor.Unresolved &&
            Updates.TryFind(cursor.Version, out var number))
        {
            cursor.Number = number;
        }

        return cursor.Number >= 0;
    }

    private void WriteDeltaNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output, long nowMs)
    {
        var updates = Updates;
        var key = FrameKeyOf(cursor, format, updates.Version);
        if (Frames.TryGet(key, out var shared))
        {
            output.Append(shared);
            return;
        }

        var delta = BookDelta.OfThisThread;
        delta.Collect(View, cursor, Key.Depth);
        if (delta.LevelCount > View.Bids.CountWithin(Key.Depth) + View.Asks.CountWithin(Key.Depth))
        {
            WriteSnapshotNeedsGate(cursor, format, output, nowMs);
            return;
        }

        var start = output.Length;
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, cursor.Version, updates.Version, updates.Newest - cursor.Number);
        DataWriter.WriteBookHead(ref writer, DataKind.BookDelta, head);
        WriteRestNeedsGate(ref writer, updates.OccurredAfter(cursor.Number), delta);
        Frames.Add(key, EndNeedsGate(nowMs), output.Written[start..]);
    }

    /// <summary>
    /// Writes a snapshot: the head, which says what this client jumps over, and the rest, which all clients share.
    /// </summary>
    private void WriteSnapshotNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output, long nowMs)
    {
        var updates = Updates;
        var writer = new WireWriter(output, format);
        DataWriter.WriteBookHead(ref writer, DataKind.BookSnapshot, SnapshotHead(cursor, updates));
        writer.Flush();
        var key = new FrameKey(
            format, _channel.Epoch, AnyVersion, updates.Version, BookSide.Unbounded, BookSide.Unbounded);
        if (Frames.TryGet(key, out var shared))
        {
            writer.EndWith(shared);
            return;
        }

        var start = output.Length;
        var delta = BookDelta.OfThisThread;
        delta.CollectAll(View, Key.Depth);
        WriteRestNeedsGate(ref writer, updates.OccurredAt, delta);
        Frames.Add(key, EndNeedsGate(nowMs), output.Written[start..]);
    }

    private FrameEnd EndNeedsGate(long nowMs) => new(
        Updates.Newest, View.Bids.EdgeKey(Key.Depth), View.Asks.EdgeKey(Key.Depth), Updates.OccurredAt, Status, nowMs);

    private void WriteRestNeedsGate(ref WireWriter writer, long oldest, BookDelta delta) =>
        DataWriter.WriteBookRest(
            ref writer, oldest, delta.Bids, delta.Asks, BookChecksum.Compute(View, Key.Depth));
}
