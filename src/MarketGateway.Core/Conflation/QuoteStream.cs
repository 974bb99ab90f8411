using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>A symbol's quote.</summary>
internal sealed class QuoteStream(int number, MarketSymbol symbol, StreamKey key)
    : MarketStream(number, symbol, key, symbol.Ticks)
{
    private readonly TickChannel _channel = symbol.Ticks;
    private readonly Quote _image = new();

    /// <summary>The checksum of the image, over the fields that the stream has.</summary>
    private uint _checksum;

    internal override long NewestNumber => _channel.Updates.Newest;

    private protected override long NewestVersion => _channel.Updates.Version;

    internal override long EarlierCount => _channel.EarlierUpdates;

    private protected override long VersionHint => _channel.VersionHint;

    private protected override bool CanResumeNeedsGate(StreamCursor cursor)
    {
        var canResume = _channel.HasState &&
            (cursor.Version > _channel.Updates.Version || TryResolve(cursor, _channel.Updates));
        if (!canResume)
        {
            cursor.RequestSnapshot();
        }

        return canResume;
    }

    private protected override (long BidEdge, long AskEdge) CopyStateNeedsGate()
    {
        _image.CopyFrom(_channel.Quote);
        _checksum = QuoteChecksum.Compute(_image, Key.Fields);
        return base.CopyStateNeedsGate();
    }

    private protected override bool TryWriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        if (IsUpToDate(cursor, Image.Version))
        {
            return false;
        }

        var isGoingOn = TryResolve(cursor, _channel.Updates) && !cursor.IsSnapshotWanted;
        if (isGoingOn && cursor.PriceMove is { } move && !move.IsReached(_image, Key.Fields))
        {
            return false;
        }

        cursor.PriceMove?.See(_image);

        // Beyond the log nobody knows any more when the oldest of the updates occurred, which a delta has to say.
        if (isGoingOn && _channel.Updates.RemembersAfter(cursor.Number))
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
        // Whoever waits for a price move comes here without having looked for what others got.
        if (Frames.TryGet(format, cursor.Mark, out var shared))
        {
            output.Append(shared);
            return;
        }

        var start = output.Length;
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, cursor.Version, Image.Version, Image.Number - cursor.Number);
        var fields = _image.ChangedAfter(cursor.Number, Key.Fields);
        var oldest = _channel.Updates.OccurredAfter(cursor.Number);
        DataWriter.WriteQuote(ref writer, DataKind.QuoteDelta, head, oldest, fields, _image, _checksum);
        Frames.Add(format, cursor.Mark, output.Written[start..]);
    }

    private void WriteSnapshotNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        DataWriter.WriteQuote(
            ref writer, DataKind.QuoteSnapshot, SnapshotHead(cursor), Image.OccurredAt, Key.Fields, _image, _checksum);
    }
}
