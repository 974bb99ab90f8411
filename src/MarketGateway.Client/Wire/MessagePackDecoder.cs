using MessagePack;

namespace MarketGateway.Client;

/// <summary>Reads the messages of the subprotocol marketgateway.v1.msgpack.</summary>
internal sealed class MessagePackDecoder : IWireDecoder
{
    private const int DepthMax = 16;

    private ReadOnlyMemory<byte> _rest;

    /// <summary>Gets how many bytes of the flush are not read yet.</summary>
    public int Left => _rest.Length;

    public void Begin(ReadOnlyMemory<byte> flush) => _rest = flush;

    public WireItem Read(DataMessage data, out WireMap? control)
    {
        control = null;
        if (_rest.IsEmpty)
        {
            return WireItem.End;
        }

        try
        {
            var reader = new MessagePackReader(_rest);
            var item = ReadMessage(ref reader, data, out control);
            _rest = _rest[(int)reader.Consumed..];
            return item;
        }
        catch (Exception error) when (IsAboutBytes(error))
        {
            if (TryPassOver(data))
            {
                data.Problem = error.Message;
                return WireItem.Unreadable;
            }

            throw new WireFormatException("a MessagePack message cannot be read: " + error.Message, error);
        }
    }

    private static bool IsAboutBytes(Exception error) => error is WireFormatException
        or MessagePackSerializationException or EndOfStreamException or OverflowException or InvalidOperationException;

    /// <summary>Finds the end of a data message that cannot be read, and whose it is.</summary>
    private bool TryPassOver(DataMessage data)
    {
        try
        {
            var reader = new MessagePackReader(_rest);
            var whole = reader;
            if (reader.NextMessagePackType != MessagePackType.Array || reader.ReadArrayHeader() < 2)
            {
                return false;
            }

            data.Clear();
            data.Kind = (MessageKind)reader.ReadInt32();
            data.Stream = ReadInteger(ref reader);
            whole.Skip();
            _rest = _rest[(int)whole.Consumed..];
            return true;
        }
        catch (Exception error) when (IsAboutBytes(error))
        {
            return false;
        }
    }

    private static WireItem ReadMessage(ref MessagePackReader reader, DataMessage data, out WireMap? control)
    {
        control = null;
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                control = ReadMap(ref reader, 0);
                return WireItem.Control;
            case MessagePackType.Array:
                return ReadData(ref reader, data);
            default:
                throw new WireFormatException($"a message begins with {reader.NextMessagePackType}, not array or map");
        }
    }

    private static WireItem ReadData(ref MessagePackReader reader, DataMessage data)
    {
        var rest = reader.ReadArrayHeader();
        var kind = reader.ReadInt32();
        data.Clear();
        data.Kind = (MessageKind)kind;
        var read = 1;
        if (kind == 0)
        {
            data.SentAt = ReadInteger(ref reader);
            read = 2;
        }
        else if (kind is >= 1 and <= 10)
        {
            data.Stream = ReadInteger(ref reader);
            data.From = ReadOptional(ref reader);
            data.To = ReadInteger(ref reader);
            data.Merged = ReadOptional(ref reader);
            data.Oldest = ReadOptional(ref reader);
            read = 6 + ReadBody(ref reader, data);
        }

        if (read > rest)
        {
            throw new WireFormatException($"a data message of kind {kind} has only {rest} elements");
        }

        for (; read < rest; read++)
        {
            if (data.SentAt is not null && read == rest - 1 && kind is >= 1 and <= 10)
            {
                data.Newest = ReadOptional(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return kind switch { 0 => WireItem.Stamp, <= 10 and > 0 => WireItem.Data, _ => WireItem.Unknown };
    }

    private static int ReadBody(ref MessagePackReader reader, DataMessage data)
    {
        switch (data.Kind)
        {
            case MessageKind.BookSnapshot or MessageKind.BookDelta:
                ReadLevels(ref reader, data.BidList, hasOrders: false);
                ReadLevels(ref reader, data.AskList, hasOrders: false);
                data.Checksum = reader.ReadUInt32();
                return 3;
            case MessageKind.BookSnapshotWithOrders or MessageKind.BookDeltaWithOrders:
                ReadLevels(ref reader, data.BidList, hasOrders: true);
                ReadLevels(ref reader, data.AskList, hasOrders: true);
                data.Checksum = reader.ReadUInt32();
                return 3;
            case MessageKind.QuoteSnapshot or MessageKind.QuoteDelta:
                ReadFields(ref reader, data);
                data.Checksum = reader.ReadUInt32();
                return 3;
            case MessageKind.Trades:
                ReadTrades(ref reader, data.TradeList);
                return 1;
            case MessageKind.TradeCancel:
                data.AddCancel(data.To, data.Oldest ?? 0, ReadInteger(ref reader));
                return 1;
            case MessageKind.TradeCorrection:
                data.AddCorrection(
                    data.To, data.Oldest ?? 0, ReadInteger(ref reader), ReadInteger(ref reader),
                    WireNumber.Size(ReadInteger(ref reader)),
                    (TradeAggressor)reader.ReadInt32());
                return 4;
            default:
                data.Rollup = new TradeRollup(
                    ReadOptional(ref reader), ReadOptional(ref reader), ReadOptional(ref reader),
                    ReadOptional(ref reader), ReadOptional(ref reader), ReadOptional(ref reader),
                    ReadOptional(ref reader));
                ReadAmended(ref reader, data);
                return 8;
        }
    }

    private static void ReadLevels(ref MessagePackReader reader, List<BookLevel> levels, bool hasOrders)
    {
        var count = reader.ReadArrayHeader();
        var numbers = hasOrders ? 3 : 2;
        if (count % numbers != 0)
        {
            throw new WireFormatException($"the levels of a side are not {numbers} numbers each");
        }

        for (; count > 0; count -= numbers)
        {
            levels.Add(WireNumber.Level(
                ReadInteger(ref reader), ReadInteger(ref reader), hasOrders ? ReadInteger(ref reader) : 0));
        }
    }

    private static void ReadFields(ref MessagePackReader reader, DataMessage data)
    {
        var bits = ReadInteger(ref reader);
        var count = reader.ReadArrayHeader();
        QuoteValues.Expect(bits, count);
        data.Fields = QuoteValues.Known(bits);
        for (var bit = 0; bits != 0; bit++, bits >>= 1)
        {
            if ((bits & 1) == 0)
            {
                continue;
            }

            if (bit < QuoteFieldList.Count)
            {
                data.Values[bit] = ReadOptional(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadTrades(ref MessagePackReader reader, List<Trade> trades)
    {
        var count = reader.ReadArrayHeader();
        for (var i = 0; i < count; i++)
        {
            var elements = reader.ReadArrayHeader();
            if (elements < 6)
            {
                throw new WireFormatException($"a trade has only {elements} elements");
            }

            trades.Add(new Trade(
                ReadInteger(ref reader), ReadInteger(ref reader), ReadInteger(ref reader),
                WireNumber.Size(ReadInteger(ref reader)),
                (TradeAggressor)reader.ReadInt32(), ReadOptional(ref reader)));
            for (; elements > 6; elements--)
            {
                reader.Skip();
            }
        }
    }

    private static void ReadAmended(ref MessagePackReader reader, DataMessage data)
    {
        for (var left = reader.TryReadNil() ? 0 : reader.ReadArrayHeader(); left > 0; left--)
        {
            var elements = reader.ReadArrayHeader();
            var (version, occurredAt, tradeId) = (ReadInteger(ref reader), ReadInteger(ref reader), ReadInteger(ref reader));
            if (elements == 3)
            {
                data.AddCancel(version, occurredAt, tradeId);
                continue;
            }

            data.AddCorrection(
                version, occurredAt, tradeId, ReadInteger(ref reader), WireNumber.Size(ReadInteger(ref reader)),
                (TradeAggressor)reader.ReadInt32());
            for (; elements > 6; elements--)
            {
                reader.Skip();
            }
        }
    }

    private static long ReadInteger(ref MessagePackReader reader) => WireNumber.Checked(reader.ReadInt64());

    private static long? ReadOptional(ref MessagePackReader reader) =>
        reader.TryReadNil() ? null : ReadInteger(ref reader);

    private static WireMap ReadMap(ref MessagePackReader reader, int depth)
    {
        var map = new WireMap();
        for (var rest = reader.ReadMapHeader(); rest > 0; rest--)
        {
            var key = reader.ReadString() ?? throw new WireFormatException("a map has a key that is nil");
            map[key] = ReadValue(ref reader, depth + 1);
        }

        return map;
    }

    private static object? ReadValue(ref MessagePackReader reader, int depth)
    {
        if (depth > DepthMax)
        {
            throw new WireFormatException($"a control message is nested deeper than {DepthMax}");
        }

        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Integer:
                return reader.ReadInt64();
            case MessagePackType.Boolean:
                return reader.ReadBoolean();
            case MessagePackType.String:
                return reader.ReadString();
            case MessagePackType.Float:
                return reader.ReadDouble();
            case MessagePackType.Map:
                return ReadMap(ref reader, depth);
            case MessagePackType.Array:
                return ReadList(ref reader, depth);
            default:
                reader.Skip();
                return null;
        }
    }

    private static List<object?> ReadList(ref MessagePackReader reader, int depth)
    {
        var list = new List<object?>();
        for (var rest = reader.ReadArrayHeader(); rest > 0; rest--)
        {
            list.Add(ReadValue(ref reader, depth + 1));
        }

        return list;
    }
}
