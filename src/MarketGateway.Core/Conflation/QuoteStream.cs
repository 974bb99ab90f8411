using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>A symbol's quote.</summary>
internal sealed class QuoteStream(int number, MarketSymbol symbol, StreamKey key) : MarketStream(number, symbol, key)
{
    private readonly TickChannel _channel = symbol.Ticks;

    protected internal override SymbolChannel Channel => _channel;

    internal override long NewestNumber => _channel.Updates.Newest;

    internal override long EarlierCount => _channel.EarlierUpdates;

    public override bool IsAheadOf(StreamCursor cursor) => _channel.VersionHint > cursor.Version;

    private protected override bool CanResumeNeedsGate(StreamCursor cursor)
    {
        var canResume = _channel.HasState &&
            (cursor.Version > _channel.Updates.Version || TryResolveNeedsGate(cursor));
        if (!canResume)
        {
            cursor.RequestSnapshot();
        }

        return canResume;
    }

    /// <remarks>How far a quote must move depends on what this one client saw last.</remarks>
    private protected override bool IsShareable(StreamCursor cursor) => cursor.PriceMove is null;

    private protected override StreamWrite WriteNeedsGate(
        StreamCursor cursor, WireFormat format, FlushBuffer output, long nowMs)
    {
        var updates = _channel.Updates;
        if (IsUpToDate(cursor, updates.Version))
        {
            return StreamWrite.Nothing;
        }

        var isGoingOn = TryResolveNeedsGate(cursor) && !cursor.IsSnapshotWanted;
        if (isGoingOn && cursor.PriceMove is { } move && !move.IsReached(_channel.Quote, Key.Fields))
        {
            return StreamWrite.Nothing;
        }

        cursor.PriceMove?.See(_channel.Quote);

        // Beyond the log nobody knows any more when the oldest of the updates occurred, which a delta has to say.
        if (isGoingOn && updates.RemembersAfter(cursor.Number))
        {
            WriteDeltaNeedsGate(cursor, format, output, nowMs);
        }
        else
        {
            WriteSnapshotNeedsGate(cursor, format, output);
        }

        cursor.Version = updates.Version;
        cursor.Number = updates.Newest;
        cursor.IsSnapshotWanted = false;
        return StreamWrite.Written;
    }

    private bool TryResolveNeedsGate(StreamCursor cursor)
    {
        if (cursor.Version == StreamCursor.Nowhere)
        {
            return false;
        }

        if (cursor.Number == StreamCursor.Unresolved && _channel.Updates.TryFind(cursor.Version, out var number))
        {
            cursor.Number = number;
        }

        return cursor.Number >= 0;
    }

    private void WriteDeltaNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output, long nowMs)
    {
        var updates = _channel.Updates;
        var key = FrameKeyOf(cursor, format, updates.Version);
        if (Frames.TryGet(key, out var shared))
        {
            output.Append(shared);
            return;
        }

        var start = output.Length;
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, cursor.Version, updates.Version, updates.Newest - cursor.Number);
        var fields = _channel.Quote.ChangedAfter(cursor.Number, Key.Fields);
        DataWriter.WriteQuote(
            ref writer, DataKind.QuoteDelta, head, updates.OccurredAfter(cursor.Number), fields, _channel.Quote);
        var end = new FrameEnd(
            updates.Newest, BookSide.Unbounded, BookSide.Unbounded, updates.OccurredAt, Status, nowMs);
        Frames.Add(key, end, output.Written[start..]);
    }

    private void WriteSnapshotNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var updates = _channel.Updates;
        var head = SnapshotHead(cursor, updates);
        var writer = new WireWriter(output, format);
        DataWriter.WriteQuote(
            ref writer, DataKind.QuoteSnapshot, head, updates.OccurredAt, Key.Fields, _channel.Quote);
    }
}
