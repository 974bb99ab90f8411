using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>A symbol's book down to a depth, as it is or grouped to coarser prices.</summary>
internal sealed class BookStream : MarketStream
{
    private readonly BookChannel _channel;

    /// <summary>The grouped view that this stream shows; null: the book as it is. Guarded by the channel's gate.</summary>
    private readonly GroupedBook? _grouped;

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
            _grouped = new GroupedBook(StepIn(Generation));
        }

        _tapes = key.IsEveryUpdate ? new UpdateTapes(_channel.Context, _channel.Context.Options.JournalLengthMax) : null;
    }

    internal override long NewestNumber => Updates.Newest;

    private protected override long NewestVersion => Updates.Version;

    internal override long EarlierCount => _channel.EarlierUpdates;

    /// <summary>Gets the log of the book's updates: a grouped view counts by the same numbers.</summary>
    private ref readonly UpdateLog Updates => ref _channel.Book.Journal.Updates;

    private OrderBook Book => _channel.Book;

    private protected override long VersionHint => _channel.VersionHint;

    internal override void FollowNeedsGate(Generation generation) =>
        _grouped?.Restart(StepIn(generation));

    /// <remarks>
    /// What a client of this stream holds reaches down to the edge of its last position. Of levels below it the stream
    /// shows something only once better ones have gone, and that news would be for it.
    /// </remarks>
    internal override bool ShowsNeedsGate(in ChannelNews news) => Key.IsEveryUpdate
        ? NewestNumber > news.Seen.Number
        : Reaches(news.BidKey, news.AskKey) && (Key.HasOrders || !Book.HasOrders || ShowsSizesNeedsGate(news));

    internal override void OnRemoved() => _tapes?.Release();

    internal override void RecordNeedsGate() => _tapes?.Record(NewestNeedsGate(), TryWriteUpdateNeedsGate);

    /// <remarks>
    /// No offer tells the step of a grouped view. Another replica may have had another one, from a definition that this one
    /// had not read yet, or had read already.
    /// </remarks>
    private protected override bool CanResumeNeedsGate(StreamCursor cursor)
    {
        var canResume = _grouped is null && _channel.HasState && (cursor.Version > Updates.Version ||
            (TryResolve(cursor, Updates) && Book.Journal.Covers(cursor.Number)));
        if (!canResume)
        {
            cursor.RequestSnapshot();
        }

        return canResume;
    }

    private protected override bool TryStandAfterNeedsGate(StreamCursor cursor, long offset)
    {
        if (!Updates.TryFindLast(offset, out var number) || !Book.Journal.Covers(number))
        {
            cursor.RequestSnapshot();
            return false;
        }

        var delta = BookDelta.OfThisThread;
        cursor.Position = cursor.Position with
        {
            Number = number,
            BidEdge = delta.EdgeAt(Book, Book.Bids, Side.Bid, Key.Depth, number),
            AskEdge = delta.EdgeAt(Book, Book.Asks, Side.Ask, Key.Depth, number),
        };
        return true;
    }

    private long StepIn(Generation generation) => DecimalScale.Reach(Key.GroupStep, Key.StepScale, generation.PriceScale);

    private protected override (long BidEdge, long AskEdge) EdgesNeedsGate()
    {
        var (bids, asks) = SidesNeedsGate();
        return (bids.EdgeKey(Key.Depth), asks.EdgeKey(Key.Depth));
    }

    private protected override void OnMovedNeedsGate()
    {
        var (bids, asks) = SidesNeedsGate();
        _snapshot.Clear();
        _checksum = Key.HasOrders
            ? BookChecksum.Compute(bids, asks, Key.Depth, new LevelOrders(Book, _grouped))
            : BookChecksum.Compute(bids, asks, Key.Depth);
    }

    /// <summary>True where news show that are not of numbers of orders alone.</summary>
    private bool ShowsSizesNeedsGate(in ChannelNews news)
    {
        var (bidKey, askKey) = Book.Journal.BestTouchedAfter(news.Seen.Number, withOrders: false);
        return Reaches(bidKey, askKey);
    }

    private bool Reaches(long bidKey, long askKey) =>
        Reaches(bidKey, LastPosition?.BidEdge) || Reaches(askKey, LastPosition?.AskEdge);

    private static bool Reaches(long touched, long? edge) =>
        touched != BookSide.Unbounded && touched >= (edge ?? BookSide.Unbounded);

    /// <summary>Gets the sides that the stream shows, as they are now.</summary>
    private (BookSide Bids, BookSide Asks) SidesNeedsGate()
    {
        if (_grouped is null)
        {
            return (Book.Bids, Book.Asks);
        }

        _grouped.Follow(Book);
        return (_grouped.Bids, _grouped.Asks);
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

        if (!isGoingOn || !Book.Journal.Covers(cursor.Number)
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
        var delta = CollectNeedsGate(cursor.Position, newest);
        var (bids, asks) = SidesNeedsGate();
        if (delta.LevelCount > bids.CountWithin(Key.Depth) + asks.CountWithin(Key.Depth))
        {
            return false;
        }

        WriteDelta(delta, cursor.Position, newest, format, output);
        return true;
    }

    /// <summary>Writes what one update changed, even where the whole is less.</summary>
    private bool TryWriteUpdateNeedsGate(Position from, Position to, WireFormat format, FlushBuffer output)
    {
        if (!Book.Journal.Covers(from.Number))
        {
            return false;
        }

        WriteDelta(CollectNeedsGate(from, to), from, to, format, output);
        return true;
    }

    private BookDelta CollectNeedsGate(Position from, Position to)
    {
        var (bids, asks) = SidesNeedsGate();
        var delta = BookDelta.OfThisThread;
        delta.Collect(Book, _grouped, (bids, asks), Key.Depth, from, to, Key.HasOrders);
        return delta;
    }

    private void WriteDelta(BookDelta delta, Position from, Position to, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, from.Version, to.Version, to.Number - from.Number);
        DataWriter.WriteBookHead(ref writer, Key.HasOrders ? DataKind.CountedBookDelta : DataKind.BookDelta, head);
        var oldest = Book.Journal.FirstSeenAfter(from.Number, to.Number, from.BidEdge, from.AskEdge, Key.HasOrders);
        WriteRest(ref writer, oldest, delta);
        writer.Stamp(to.OccurredAt);
    }

    private void WriteRest(ref WireWriter writer, long? oldest, BookDelta delta)
    {
        if (!Key.HasOrders)
        {
            DataWriter.WriteBookRest(ref writer, oldest, delta.Bids, delta.Asks, _checksum);
            return;
        }

        delta.CountOrders(new LevelOrders(Book, _grouped));
        DataWriter.WriteBookRest(
            ref writer, oldest, delta.Bids, delta.Asks, delta.BidOrders, delta.AskOrders, _checksum);
    }

    /// <summary>
    /// Writes a snapshot: the head, which says what this client jumps over, and the rest, which all clients share.
    /// </summary>
    private void WriteSnapshotNeedsGate(StreamCursor cursor, Position newest, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        var kind = Key.HasOrders ? DataKind.CountedBookSnapshot : DataKind.BookSnapshot;
        DataWriter.WriteBookHead(ref writer, kind, SnapshotHead(cursor));
        writer.Flush();
        if (_snapshot.TryGet(format, out var shared))
        {
            writer.EndWith(shared);
            writer.Stamp(newest.OccurredAt);
            return;
        }

        var start = output.Length;
        var delta = BookDelta.OfThisThread;
        var (bids, asks) = SidesNeedsGate();
        delta.CollectAll(bids, asks, Key.Depth);
        WriteRest(ref writer, newest.OccurredAt, delta);
        _snapshot.Keep(format, output.Written[start..]);
        writer.Stamp(newest.OccurredAt);
    }
}
