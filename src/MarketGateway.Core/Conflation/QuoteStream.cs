using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>A symbol's quote.</summary>
internal sealed class QuoteStream(int number, MarketSymbol symbol, StreamKey key)
    : MarketStream(number, symbol, key, symbol.Ticks)
{
    private readonly TickChannel _channel = symbol.Ticks;

    /// <summary>What leads over each update, where that is wanted.</summary>
    private readonly UpdateTapes? _tapes = key.IsEveryUpdate
        ? new UpdateTapes(symbol.Ticks.Context, symbol.Ticks.Context.Options.QuoteLogLengthMax)
        : null;

    /// <summary>The checksum of the newest state, over the fields that the stream has.</summary>
    private uint _checksum;

    internal override long NewestNumber => _channel.Updates.Newest;

    private protected override long NewestVersion => _channel.Updates.Version;

    internal override long EarlierCount => _channel.EarlierUpdates;

    private protected override long VersionHint => _channel.VersionHint;

    internal override bool ShowsNeedsGate(in ChannelNews news) => Key.IsEveryUpdate
        ? NewestNumber > news.Seen.Number
        : _channel.Quote.ChangedAfter(news.Seen.Number, Key.Fields) != QuoteFields.None;

    internal override void OnRemoved() => _tapes?.Release();

    internal override void RecordNeedsGate() => _tapes?.Record(NewestNeedsGate(), TryWriteUpdateNeedsGate);

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

    private protected override bool TryStandAfterNeedsGate(StreamCursor cursor, long offset)
    {
        if (!_channel.Updates.TryFindLast(offset, out var number))
        {
            cursor.RequestSnapshot();
            return false;
        }

        cursor.Position = cursor.Position with { Number = number };
        return true;
    }

    private protected override void OnMovedNeedsGate() =>
        _checksum = QuoteChecksum.Compute(_channel.Quote, Key.Fields);

    private protected override bool TryWriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        if (IsUpToDate(cursor, NewestVersion))
        {
            return false;
        }

        var newest = NewestNeedsGate();
        _tapes?.Begin(newest, format);
        var isGoingOn = TryResolve(cursor, _channel.Updates) && !cursor.IsSnapshotWanted;
        if (isGoingOn && _tapes?.TryWrite(cursor, format, output) == true)
        {
            return true;
        }

        if (isGoingOn && cursor.PriceMove is { } move && !move.IsReached(_channel.Quote, Key.Fields))
        {
            return false;
        }

        cursor.PriceMove?.See(_channel.Quote);

        // Beyond the log nobody knows any more when the oldest of the updates occurred, which a delta has to say.
        if (isGoingOn && _channel.Updates.RemembersAfter(cursor.Number))
        {
            WriteDeltaNeedsGate(cursor.Position, newest, format, output);
        }
        else
        {
            WriteSnapshotNeedsGate(cursor, newest, format, output);
        }

        MoveToNewest(cursor);
        return true;
    }

    private bool TryWriteUpdateNeedsGate(Position from, Position to, WireFormat format, FlushBuffer output)
    {
        if (!_channel.Updates.RemembersAfter(from.Number))
        {
            return false;
        }

        WriteDeltaNeedsGate(from, to, format, output);
        return true;
    }

    private void WriteDeltaNeedsGate(Position from, Position to, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, from.Version, to.Version, to.Number - from.Number);
        var fields = _channel.Quote.ChangedAfter(from.Number, Key.Fields);
        var oldest = _channel.Updates.OccurredAfter(from.Number);
        DataWriter.WriteQuote(ref writer, DataKind.QuoteDelta, head, oldest, fields, _channel.Quote, _checksum);
        writer.Stamp(to.OccurredAt);
    }

    private void WriteSnapshotNeedsGate(StreamCursor cursor, Position newest, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        DataWriter.WriteQuote(
            ref writer,
            DataKind.QuoteSnapshot,
            SnapshotHead(cursor),
            newest.OccurredAt,
            Key.Fields,
            _channel.Quote,
            _checksum);
        writer.Stamp(newest.OccurredAt);
    }
}
