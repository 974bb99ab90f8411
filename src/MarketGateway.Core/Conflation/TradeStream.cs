using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// A symbol's trades, and what the venue cancelled or corrected of them, each one; for a cursor that fell out of the
/// ring a roll-up of those that left it.
/// </summary>
internal sealed class TradeStream(int number, MarketSymbol symbol, StreamKey key)
    : MarketStream(number, symbol, key, symbol.Ticks)
{
    private readonly TickChannel _channel = symbol.Ticks;
    private readonly List<StreamCursor> _cursors = [];
    private TradePlaces _places = new(symbol.Ticks.Evictions) { IsOfAll = key.MinTradeSize == 0 };

    /// <summary>How many trades the message written last holds one by one; guarded by the channel's gate.</summary>
    private long _sentOneByOne;

    /// <summary>Gets the size below which trades are left out, in the scale that the symbol has now.</summary>
    internal long SizeMin => _places.SizeMin;

    internal override long NewestNumber => _channel.Trades.Newest;

    internal override long EarlierCount => _channel.EarlierTrades;

    private protected override long VersionHint => _channel.TradeVersionHint;

    private protected override long NewestVersion => _channel.TradeVersion;

    private protected override long NewestOccurredAt => _channel.Trades[_channel.Trades.Newest].OccurredAt;

    internal override bool ShowsNeedsGate(in ChannelNews news)
    {
        ref readonly var trades = ref _channel.Trades;
        var first = news.Seen.TradeNumber + 1;
        if (first < trades.Oldest || (SizeMin == 0 && first <= trades.Newest))
        {
            return true;
        }

        while (first <= trades.Newest && !trades[first].IsShown(SizeMin))
        {
            first++;
        }

        return first <= trades.Newest;
    }

    internal override void JoinNeedsGate(StreamCursor cursor)
    {
        if (_cursors.Count == 0)
        {
            // While nobody stood here the channel may have begun anew, and tells old places nothing.
            _places = NewPlacesNeedsGate();
            _channel.AddNeedsGate(this);
        }

        cursor.JoinedPlace = _cursors.Count;
        _cursors.Add(cursor);
        StandNeedsGate(cursor);
    }

    internal override void LeaveNeedsGate(StreamCursor cursor)
    {
        cursor.StandBehind(null);
        if (cursor.JoinedPlace < 0)
        {
            return;
        }

        var last = _cursors[^1];
        _cursors[cursor.JoinedPlace] = last;
        last.JoinedPlace = cursor.JoinedPlace;
        _cursors.RemoveAt(_cursors.Count - 1);
        cursor.JoinedPlace = -1;
        if (_cursors.Count == 0)
        {
            _channel.RemoveNeedsGate(this);
        }
    }

    /// <summary>Follows the symbol to finer scales.</summary>
    internal void RefineNeedsGate(int priceDigits, int sizeDigits) => _places.Refine(priceDigits, sizeDigits);

    /// <summary>Begins with trades that are counted anew.</summary>
    /// <param name="isBroken">Whether some are lost that nobody can sum up, so that no way leads on.</param>
    internal void RestartNeedsGate(bool isBroken)
    {
        _places = NewPlacesNeedsGate();
        foreach (var cursor in _cursors)
        {
            if (isBroken)
            {
                cursor.Position = cursor.Position with { Number = Position.Broken };
            }

            StandNeedsGate(cursor);
        }
    }

    /// <remarks>
    /// One that was told nothing of this log yet is owed all since its account began. Where trades have left the ring that
    /// a cursor would be owed which stood elsewhere when they did, nobody knows their sum.
    /// </remarks>
    internal override void StandNeedsGate(StreamCursor cursor)
    {
        var number = cursor.Number == Position.Broken ? Position.Broken
            : cursor.Position.Epoch == _channel.Epoch && cursor.Version != StreamCursor.Nowhere ? cursor.Number
            : Math.Max(0, cursor.Position.SettledNumber - EarlierCount);
        if (number >= _channel.Trades.Oldest - 1)
        {
            cursor.StandBehind(_places.Behind(number));
        }
        else if (cursor.TradePlace is not { } place || place.Number != number)
        {
            cursor.StandBehind(null);
        }
        else if (place.Places != _places)
        {
            cursor.StandBehind(_places.TakeOver(place));
        }
    }

    internal override void FollowNeedsGate(Generation generation) =>
        _places.SizeMin = DecimalScale.Reach(Key.MinTradeSize, Key.MinTradeSizeScale, generation.SizeScale);

    /// <remarks>
    /// A client whose symbol has moved to another partition is told that trades may be missing; in another log it begins
    /// anew.
    /// </remarks>
    private protected override Position BeginPositionNeedsGate(StreamCursor cursor, long settledNumber)
    {
        var isOwed = cursor.Version != StreamCursor.Nowhere || settledNumber > cursor.Position.SettledNumber;
        return isOwed && _channel.IsOfThisLog(cursor.Position.Epoch)
            ? new Position(_channel.Epoch, cursor.Version, Position.Broken, settledNumber, OccurredAt: 0)
            : base.BeginPositionNeedsGate(cursor, settledNumber);
    }

    private protected override long SeenOneByOne(long updates) => Math.Min(updates, _sentOneByOne);

    internal override bool GoesOnFrom(StreamCursor cursor) =>
        cursor.Version != StreamCursor.Nowhere && _channel.IsOfThisLog(cursor.Position.Epoch);

    /// <remarks>A trade that a client has got is its own: other scales do not touch what it holds.</remarks>
    private protected override bool IsOfThisGeneration(string? name) => Generation.IsSamePartition(name);

    /// <remarks>Trades always go on: a roll-up stands for what is not held one by one any more.</remarks>
    private protected override bool CanResumeNeedsGate(StreamCursor cursor)
    {
        TryResolveNeedsGate(cursor);
        return true;
    }

    private protected override bool TryWriteNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        _sentOneByOne = 0;
        var isFirst = cursor.Version == StreamCursor.Nowhere;
        if (isFirst)
        {
            WriteFirstNeedsGate(cursor, format, output);
        }

        if (cursor.Version >= _channel.TradeVersion && cursor.Number != Position.Broken)
        {
            return isFirst;
        }

        if (!TryResolveNeedsGate(cursor))
        {
            WriteUnknownRollUpNeedsGate(cursor, format, output);
        }
        else if (_places.SumFrom(cursor.TradePlace) is { } rollUp)
        {
            WriteRollUpNeedsGate(cursor, rollUp, format, output);
        }

        if (cursor.Version < _channel.TradeVersion)
        {
            WriteTradesNeedsGate(cursor, format, output);
        }
        else
        {
            MoveToNewest(cursor);
        }

        return true;
    }

    /// <remarks>
    /// Every trade after the newest evicted one is held, or if there is none, after where this process began to read. So a
    /// version from there on says which trades its client lacks, even one at which there was no trade.
    /// </remarks>
    private bool TryResolveNeedsGate(StreamCursor cursor)
    {
        ref readonly var trades = ref _channel.Trades;
        if (cursor.Number == Position.Unresolved
            && cursor.Version >= _channel.EvictedVersion && cursor.Version <= _channel.TradeVersion)
        {
            cursor.Position = cursor.Position with { Number = trades.FindLast(cursor.Version) };
            StandNeedsGate(cursor);
        }

        return cursor is { Number: not (Position.Unresolved or Position.Broken), TradePlace: not { IsUnknown: true } };
    }

    /// <summary>
    /// Writes the history that the client asked for: trades up to where its subscription began, and with it the account.
    /// What came since is told next, however late this first flush is.
    /// </summary>
    private void WriteFirstNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        ref readonly var trades = ref _channel.Trades;
        var begin = BeginNumber(cursor);
        var (number, version) = BeginPlace(cursor, begin);
        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, From: null, version, Merged: 0);
        var lastAt = trades.Newest == 0
            ? _channel.Updates.OccurredAt
            : trades[Math.Max(trades.Oldest, begin)].OccurredAt;
        if (_channel.AreTradesAsExecuted)
        {
            var first = Math.Max(trades.Oldest, begin - cursor.History + 1);
            var oldest = first <= begin ? trades[first].OccurredAt : lastAt;
            WriteTradesNeedsGate(ref writer, head, oldest, first, begin);
            writer.Stamp(lastAt);
        }
        else
        {
            WriteStanding(ref writer, head, lastAt, StandingTrades.Copy(trades, cursor.History, begin));
            writer.Stamp(lastAt);
        }

        if (number == trades.Newest)
        {
            MoveToNewest(cursor);
        }
        else
        {
            cursor.Position = cursor.Position with { Number = number, Version = version, Generation = Generation };
        }
    }

    /// <summary>Gets the number of the last trade that a client has no claim to which was told nothing of this log yet.</summary>
    private long BeginNumber(StreamCursor cursor) => Key.IsOnce
        ? _channel.Trades.Newest
        : Math.Max(0, cursor.Position.SettledNumber - EarlierCount);

    /// <summary>Finds where a client stands that begins after a trade, which may have left the ring.</summary>
    /// <remarks>
    /// Any version from that trade's to the next one's will do. Where trades after it are neither held nor summed, the
    /// client stands before all: they are missing, and it is told so.
    /// </remarks>
    private (long Number, long Version) BeginPlace(StreamCursor cursor, long begin)
    {
        if (cursor.Number == Position.Broken)
        {
            return (Position.Broken, StreamCursor.BeforeFirst);
        }

        ref readonly var trades = ref _channel.Trades;
        if (begin >= trades.Oldest)
        {
            return (begin, trades[begin].Version);
        }

        var evicted = trades.Oldest - 1 - begin;
        return evicted == 0 ? (begin, _channel.EvictedVersion)
            : _places.SumFrom(cursor.TradePlace) is { } rollUp && rollUp.Count == evicted ? (begin, rollUp.FirstVersion - 1)
            : (Position.Unresolved, StreamCursor.BeforeFirst);
    }

    private void WriteTradesNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        ref readonly var trades = ref _channel.Trades;
        var count = (int)(trades.Newest - cursor.Number);
        WriteRunsNeedsGate(cursor, format, output);
        _sentOneByOne = count;
        MoveToNewest(cursor);
    }

    /// <summary>
    /// Writes all after a cursor in the order of the log: trades that follow each other as one message, each cancel and
    /// each correction as one of its own.
    /// </summary>
    private void WriteRunsNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        ref readonly var trades = ref _channel.Trades;
        var from = cursor.Version;
        var first = cursor.Number + 1;
        while (first <= trades.Newest)
        {
            var last = LastOfRunNeedsGate(first);
            var writer = new WireWriter(output, format);
            var head = new DataHead(Number, from, trades[last].Version, last - first + 1);
            if (trades[first].Kind == TradeKind.Execution)
            {
                WriteTradesNeedsGate(ref writer, head, trades[first].OccurredAt, first, last);
            }
            else
            {
                DataWriter.WriteAmendment(ref writer, head, trades[first]);
            }

            writer.Stamp(trades[last].OccurredAt);
            from = trades[last].Version;
            first = last + 1;
        }
    }

    private long LastOfRunNeedsGate(long first)
    {
        ref readonly var trades = ref _channel.Trades;
        var last = first;
        while (trades[first].Kind == TradeKind.Execution && last < trades.Newest
            && trades[last + 1].Kind == TradeKind.Execution)
        {
            last++;
        }

        return last;
    }

    /// <summary>Writes the past of a symbol with cancels or corrections: its trades as they stand now.</summary>
    private void WriteStanding(ref WireWriter writer, in DataHead head, long lastAt, List<Trade> standing)
    {
        var shown = standing.FindAll(trade => trade.IsShown(SizeMin));
        DataWriter.WriteTradesHead(ref writer, head, standing.Count > 0 ? standing[0].OccurredAt : lastAt, shown.Count);
        foreach (var trade in shown)
        {
            DataWriter.WriteTrade(ref writer, trade);
        }

        writer.End();
    }

    /// <summary>Writes the trades from one number to another that are large enough.</summary>
    private void WriteTradesNeedsGate(ref WireWriter writer, in DataHead head, long oldest, long first, long last)
    {
        ref readonly var trades = ref _channel.Trades;
        var count = 0;
        for (var number = first; number <= last; number++)
        {
            count += trades[number].Size >= SizeMin ? 1 : 0;
        }

        DataWriter.WriteTradesHead(ref writer, head, oldest, count);
        for (var number = first; number <= last; number++)
        {
            if (trades[number].Size >= SizeMin)
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
        writer.Stamp(rollUp.LastOccurredAt);
        MoveNeedsGate(cursor, _channel.Trades.Oldest - 1, rollUp.LastVersion);
    }

    /// <summary>
    /// Writes that trades are missing and nobody remembers them: the client resumes from before this ring, or from
    /// before this replica began to read, or the log lost them before they were read.
    /// </summary>
    private void WriteUnknownRollUpNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        ref readonly var trades = ref _channel.Trades;
        var to = Math.Max(_channel.EvictedVersion, trades[trades.Oldest].Version - 1);
        if (cursor.Number != Position.Broken)
        {
            to = Math.Max(to, cursor.Version);
        }

        var writer = new WireWriter(output, format);
        var head = new DataHead(Number, cursor.Version, to, Merged: null);
        var oldest = trades.Newest == 0 ? _channel.Updates.OccurredAt : trades[trades.Oldest].OccurredAt;
        DataWriter.WriteUnknownRollUp(ref writer, head, oldest);
        writer.Stamp(newest: null);
        MoveNeedsGate(cursor, trades.Oldest - 1, to);
    }

    private TradePlaces NewPlacesNeedsGate() =>
        new(_channel.Evictions) { IsOfAll = _places.IsOfAll, SizeMin = SizeMin };

    private void MoveNeedsGate(StreamCursor cursor, long number, long version)
    {
        cursor.Position = cursor.Position with { Number = number, Version = version, Generation = Generation };
        StandNeedsGate(cursor);
    }
}
