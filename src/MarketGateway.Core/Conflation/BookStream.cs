using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>A symbol's book down to a depth, as it is or grouped to coarser prices.</summary>
internal sealed class BookStream : MarketStream
{
    /// <summary>The "from" of a kept snapshot, less its head: it does not depend on where the client stands. No cursor's.</summary>
    private static readonly StreamMark Anywhere = new(0, long.MinValue, 0, 0, 0);

    private readonly BookChannel _channel;
    private readonly BookImage _image = new();

    public BookStream(int number, MarketSymbol symbol, StreamKey key)
        : base(number, symbol, key, symbol.Books)
    {
        _channel = symbol.Books;
        if (key.GroupStep > 0)
        {
            Grouped = _channel.AddGrouped(StepIn(Generation));
        }
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
    }

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

    private protected override (long BidEdge, long AskEdge) CopyStateNeedsGate()
    {
        _image.Take(View, Key.Depth);
        return (_image.BidEdge, _image.AskEdge);
    }

    private protected override bool TryWriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        if (IsUpToDate(cursor, Image.Version) && !(cursor.IsDepthChanged && cursor.Version == Image.Version))
        {
            return false;
        }

        if (TryResolve(cursor, Updates) && !cursor.IsSnapshotWanted && View.Journal.Covers(cursor.Number))
        {
            WriteDeltaNeedsGate(cursor, format, output);
        }
        else
        {
            WriteSnapshotNeedsGate(cursor, format, output);
        }

        MoveToImage(cursor);
        return true;
    }

    private void WriteDeltaNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var delta = BookDelta.OfThisThread;
        delta.Collect(View.Journal, _image, cursor.Mark);
        if (delta.LevelCount > _image.LevelCount)
        {
            WriteSnapshotNeedsGate(cursor, format, output);
            return;
        }

        var start = output.Length;
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, cursor.Version, Image.Version, Image.Number - cursor.Number);
        DataWriter.WriteBookHead(ref writer, DataKind.BookDelta, head);
        var oldest = View.Journal.Updates.FirstSeenAfter(cursor.Number, Image.Number, Key.Depth);
        DataWriter.WriteBookRest(ref writer, oldest, delta.Bids, delta.Asks, _image.Checksum);
        Frames.Add(format, cursor.Mark, output.Written[start..]);
    }

    /// <summary>
    /// Writes a snapshot: the head, which says what this client jumps over, and the rest, which all clients share.
    /// </summary>
    private void WriteSnapshotNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        DataWriter.WriteBookHead(ref writer, DataKind.BookSnapshot, SnapshotHead(cursor));
        writer.Flush();
        if (Frames.TryGet(format, Anywhere, out var shared))
        {
            writer.EndWith(shared);
            return;
        }

        var start = output.Length;
        var delta = BookDelta.OfThisThread;
        delta.CollectAll(_image);
        DataWriter.WriteBookRest(ref writer, Image.OccurredAt, delta.Bids, delta.Asks, _image.Checksum);
        Frames.Add(format, Anywhere, output.Written[start..]);
    }
}
