using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>A symbol's trades, each one; for a cursor that fell out of the ring a roll-up of those that left it.</summary>
internal sealed class TradeStream(int number, MarketSymbol symbol, StreamKey key) : MarketStream(number, symbol, key)
{
    private readonly TickChannel _channel = symbol.Ticks;

    /// <summary>How many trades the message written last holds one by one; guarded by the channel's gate.</summary>
    private long _sentOneByOne;

    protected internal override SymbolChannel Channel => _channel;

    internal override long NewestNumber => _channel.Trades.Newest;

    public override bool IsAheadOf(StreamCursor cursor) => _channel.TradeVersionHint > cursor.Version;

    private protected override void OnBegunNeedsGate(StreamCursor cursor) => _channel.AddTradeCursor(cursor, Key.MinTradeSize);

    private protected override void OnEndedNeedsGate(StreamCursor cursor) => _channel.RemoveTradeCursor(cursor);

    private protected override long SeenOneByOne(long updates) => Math.Min(updates, _sentOneByOne);

    /// <remarks>Trades always go on from the offered version, at worst with a roll-up of what nobody remembers.</remarks>
    private protected override bool CanResumeNeedsGate(StreamCursor cursor) => true;

    private protected override StreamWrite WriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        if (cursor.Version == StreamCursor.Nowhere)
        {
            WriteFirstNeedsGate(cursor, format, output);
            return StreamWrite.Written;
        }

        if (cursor.Version >= _channel.TradeVersion)
        {
            return StreamWrite.Nothing;
        }

        if (!TryResolveNeedsGate(cursor))
        {
            WriteUnknownRollUpNeedsGate(cursor, format, output);
        }
        else if (cursor.RollUp is { } rollUp)
        {
            WriteRollUpNeedsGate(cursor, rollUp, format, output);
        }

        WriteTradesNeedsGate(cursor, format, output);
        return StreamWrite.Written;
    }

    private bool TryResolveNeedsGate(StreamCursor cursor)
    {
        if (cursor.Number != StreamCursor.Unresolved)
        {
            return true;
        }

        if (_channel.Trades.TryFind(cursor.Version, out var number))
        {
            cursor.Number = number;
            return true;
        }

        if (cursor.Version == _channel.EvictedVersion)
        {
            cursor.Number = _channel.Trades.Oldest - 1;
            return true;
        }

        return false;
    }

    /// <summary>Writes the history that the client asked for; the account begins after it.</summary>
    private void WriteFirstNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var trades = _channel.Trades;
        var count = (int)Math.Min(cursor.History, trades.Newest - trades.Oldest + 1);
        var first = trades.Newest - count + 1;
        var oldest = trades.Newest == 0 ? _channel.Updates.OccurredAt : trades[count > 0 ? first : trades.Newest].OccurredAt;
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, From: null, _channel.TradeVersion, Merged: 0);
        WriteTradesNeedsGate(ref writer, head, oldest, first);
        _sentOneByOne = 0;
        MoveNeedsGate(cursor, trades.Newest, _channel.TradeVersion);
    }

    private void WriteTradesNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var trades = _channel.Trades;
        var count = (int)(trades.Newest - cursor.Number);
        if (!Frames.TryGet(format, cursor.Version, _channel.TradeVersion, out var shared))
        {
            var start = output.Length;
            var writer = new WireWriter(output, format);
            var head = new DataHead(Number, cursor.Version, _channel.TradeVersion, count);
            var first = cursor.Number + 1;
            WriteTradesNeedsGate(ref writer, head, trades[first].OccurredAt, first);
            Frames.Add(format, cursor.Version, _channel.TradeVersion, output.Written[start..]);
        }
        else
        {
            output.Append(shared);
        }

        _sentOneByOne = count;
        MoveNeedsGate(cursor, trades.Newest, _channel.TradeVersion);
    }

    /// <summary>Writes the trades from a number on that are large enough.</summary>
    private void WriteTradesNeedsGate(ref WireWriter writer, in DataHead head, long oldest, long first)
    {
        var trades = _channel.Trades;
        var count = 0;
        for (var number = first; number <= trades.Newest; number++)
        {
            count += trades[number].Size >= Key.MinTradeSize ? 1 : 0;
        }

        DataWriter.WriteTradesHead(ref writer, head, oldest, count);
        for (var number = first; number <= trades.Newest; number++)
        {
            if (trades[number].Size >= Key.MinTradeSize)
            {
                DataWriter.WriteTrade(ref writer, trades[number]);
            }
        }

        writer.End();
    }

    private void WriteRollUpNeedsGate(StreamCursor cursor, TradeRollUp rollUp, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, cursor.Version, rollUp.LastVersion, rollUp.Count);
        DataWriter.WriteRollUp(ref writer, head, rollUp);
        MoveNeedsGate(cursor, _channel.Trades.Oldest - 1, rollUp.LastVersion);
    }

    /// <summary>
    /// Writes that trades are missing and nobody remembers them: the client resumes from before this ring, or from
    /// before this replica began to read.
    /// </summary>
    private void WriteUnknownRollUpNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var trades = _channel.Trades;
        var to = Math.Max(_channel.EvictedVersion, Math.Max(cursor.Version, trades[trades.Oldest].Version - 1));
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, cursor.Version, to, Merged: null);
        DataWriter.WriteUnknownRollUp(ref writer, head, trades[trades.Oldest].OccurredAt);
        MoveNeedsGate(cursor, trades.Oldest - 1, to);
    }

    private static void MoveNeedsGate(StreamCursor cursor, long number, long version)
    {
        cursor.Number = number;
        cursor.Version = version;
        cursor.RollUp = null;
    }
}
