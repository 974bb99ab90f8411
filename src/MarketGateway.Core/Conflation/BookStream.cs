using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>A symbol's book down to a depth, as it is or grouped to coarser prices.</summary>
internal sealed class BookStream : MarketStream
{
    private readonly BookChannel _channel;

    /// <summary>What snapshots of the newest state have in common: all but the head. Guarded by the channel's gate.</summary>
    private readonly SharedBytes _snapshot = new();

    /// <summary>What leads over each update, where that is wanted.</summary>
    private readonly UpdateTapes? _tapes;

    private uint _checksum;

    public BookStream(int number, MarketSymbol symbol, StreamKey key)
        : base(number, symbol, key, symbol.Books)
    {
        _channel = symbol.Books;
        if (key.GroupStep > 0)
        {
            Grouped = _channel.AddGrouped(StepIn(Generation));
        }

        _tapes = key.IsEveryUpdate ? new UpdateTapes(_channel.Context, _channel.Context.Options.JournalLengthMax) : null;
    }

    /// <summary>Gets the grouped view that this stream shows; null: the book as it is.</summary>
    public GroupedBook? Grouped { get; }

    internal override long NewestNumber => Updates.Newest;

    private protected override long NewestVersion => Updates.Version;

    internal override long EarlierCount => _channel.EarlierUpdates;

    /// <summary>Gets the log of the book's updates: a grouped view counts by the same numbers.</summary>
    private UpdateLog Updates => _channel.Book.Journal.Updates;

    private OrderBook View => Grouped?.Book ?? _channel.Book;

    private protected override long VersionHint => _channel.VersionHint;

    internal override void FollowNeedsGate(Generation generation) =>
        Grouped?.Restart(_channel.Book, StepIn(generation));

    internal override void OnRemoved()
    {
        if (Grouped is { } grouped)
        {
            _channel.RemoveGrouped(grouped);
        }

        _tapes?.Release();
    }

    internal override void RecordNeedsGate() => _tapes?.Record(NewestNeedsGate(), TryWriteUpdateNeedsGate);

    private protected override bool CanResumeNeedsGate(StreamCursor cursor)
    {
        var canResume = _channel.HasState && (cursor.Version > Updates.Version ||
            (TryResolve(cursor, Updates) && View.Journal.Covers(cursor.Number)));
        if (!canResume)
        {
            cursor.RequestSnapshot();
        }

        return canResume;
    }

    private long StepIn(Generation generation) => DecimalScale.Reach(Key.GroupStep, Key.StepScale, generation.PriceScale);

    private protected override (long BidEdge, long AskEdge) EdgesNeedsGate() =>
        (View.Bids.EdgeKey(Key.Depth), View.Asks.EdgeKey(Key.Depth));

    private protected override void OnMovedNeedsGate()
    {
        _snapshot.Clear();
        _checksum = BookChecksum.Compute(View.Bids, View.Asks, Key.Depth);
    }

    private protected override bool TryWriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        if (IsUpToDate(cursor, NewestVersion) && !(cursor.IsDepthChanged && cursor.Version == NewestVersion))
        {
            return false;
        }

        var newest = NewestNeedsGate();
        _tapes?.Begin(newest, format);
        var isGoingOn = TryResolve(cursor, Updates) && !cursor.IsSnapshotWanted;
        if (isGoingOn && !cursor.IsDepthChanged && _tapes?.TryWrite(cursor, format, output) == true)
        {
            return true;
        }

        if (!isGoingOn || !View.Journal.Covers(cursor.Number)
            || !TryWriteDeltaNeedsGate(cursor, newest, format, output))
        {
            WriteSnapshotNeedsGate(cursor, newest, format, output);
        }

        MoveToNewest(cursor);
        return true;
    }

    /// <summary>Writes what has changed; false when the whole is not more than that.</summary>
    private bool TryWriteDeltaNeedsGate(StreamCursor cursor, Position newest, WireFormat format, FlushBuffer output)
    {
        var delta = BookDelta.OfThisThread;
        delta.Collect(View, Key.Depth, cursor.Position, newest);
        if (delta.LevelCount > View.Bids.CountWithin(Key.Depth) + View.Asks.CountWithin(Key.Depth))
        {
            return false;
        }

        WriteDelta(delta, cursor.Position, newest, format, output);
        return true;
    }

    /// <summary>Writes what one update changed, even where the whole is less.</summary>
    private bool TryWriteUpdateNeedsGate(Position from, Position to, WireFormat format, FlushBuffer output)
    {
        if (!View.Journal.Covers(from.Number))
        {
            return false;
        }

        var delta = BookDelta.OfThisThread;
        delta.Collect(View, Key.Depth, from, to);
        WriteDelta(delta, from, to, format, output);
        return true;
    }

    private void WriteDelta(BookDelta delta, Position from, Position to, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, from.Version, to.Version, to.Number - from.Number);
        DataWriter.WriteBookHead(ref writer, DataKind.BookDelta, head);
        var oldest = View.Journal.Updates.FirstSeenAfter(from.Number, to.Number, Key.Depth);
        DataWriter.WriteBookRest(ref writer, oldest, delta.Bids, delta.Asks, _checksum);
    }

    /// <summary>
    /// Writes a snapshot: the head, which says what this client jumps over, and the rest, which all clients share.
    /// </summary>
    private void WriteSnapshotNeedsGate(StreamCursor cursor, Position newest, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        DataWriter.WriteBookHead(ref writer, DataKind.BookSnapshot, SnapshotHead(cursor));
        writer.Flush();
        if (_snapshot.TryGet(format, out var shared))
        {
            writer.EndWith(shared);
            return;
        }

        var start = output.Length;
        var delta = BookDelta.OfThisThread;
        delta.CollectAll(View, Key.Depth);
        DataWriter.WriteBookRest(ref writer, newest.OccurredAt, delta.Bids, delta.Asks, _checksum);
        _snapshot.Keep(format, output.Written[start..]);
    }
}
