using System.Text.Json;

namespace MarketGateway.Client;

/// <summary>Reads the messages of the subprotocol marketgateway.v1.json: one a line.</summary>
internal sealed class JsonDecoder : IWireDecoder
{
    private ReadOnlyMemory<byte> _rest;

    public void Begin(ReadOnlyMemory<byte> flush) => _rest = flush;

    public WireItem Read(DataMessage data, out WireMap? control)
    {
        control = null;
        if (_rest.IsEmpty)
        {
            return WireItem.End;
        }

        var end = _rest.Span.IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new WireFormatException("a line of JSON does not end with a line feed");
        }

        var line = _rest[..end];
        _rest = _rest[(end + 1)..];
        try
        {
            return ReadLine(line.Span, data, out control);
        }
        catch (Exception error) when (error is WireFormatException
                                          or JsonException or FormatException or InvalidOperationException)
        {
            if (TryTellStream(line.Span, data))
            {
                data.Problem = error.Message;
                return WireItem.Unreadable;
            }

            throw new WireFormatException("a JSON message cannot be read: " + error.Message, error);
        }
    }

    /// <summary>Whose the data message is that cannot be read; false when the line does not say so, or is no JSON.</summary>
    private static bool TryTellStream(ReadOnlySpan<byte> line, DataMessage data)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            Expect(ref reader, JsonTokenType.StartArray);
            data.Clear();
            data.Kind = (MessageKind)ReadInteger(ref reader);
            data.Stream = ReadInteger(ref reader);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (Exception error) when (error is WireFormatException
                                          or JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private static WireItem ReadLine(ReadOnlySpan<byte> line, DataMessage data, out WireMap? control)
    {
        control = null;
        var reader = new Utf8JsonReader(line);
        reader.Read();
        WireItem item;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                control = ReadMap(ref reader);
                item = WireItem.Control;
                break;
            case JsonTokenType.StartArray:
                item = ReadData(ref reader, data);
                break;
            default:
                throw new WireFormatException($"a message begins with {reader.TokenType}, not array or object");
        }

        return reader.Read() ? throw new WireFormatException("a line holds more than one message") : item;
    }

    private static WireItem ReadData(ref Utf8JsonReader reader, DataMessage data)
    {
        var kind = ReadInteger(ref reader);
        data.Clear();
        data.Kind = (MessageKind)kind;
        if (kind == 0)
        {
            data.SentAt = ReadInteger(ref reader);
            SkipToEnd(ref reader);
            return WireItem.Stamp;
        }

        if (kind is < 1 or > 10)
        {
            SkipToEnd(ref reader);
            return WireItem.Unknown;
        }

        data.Stream = ReadInteger(ref reader);
        data.From = ReadOptional(ref reader);
        data.To = ReadInteger(ref reader);
        data.Merged = ReadOptional(ref reader);
        data.Oldest = ReadOptional(ref reader);
        ReadBody(ref reader, data);
        if (data.SentAt is null)
        {
            SkipToEnd(ref reader);
        }
        else
        {
            data.Newest = ReadLast(ref reader);
        }

        return WireItem.Data;
    }

    private static void ReadBody(ref Utf8JsonReader reader, DataMessage data)
    {
        switch (data.Kind)
        {
            case MessageKind.BookSnapshot or MessageKind.BookDelta:
                ReadLevels(ref reader, data.BidList, hasOrders: false);
                ReadLevels(ref reader, data.AskList, hasOrders: false);
                data.Checksum = ReadChecksum(ref reader);
                break;
            case MessageKind.BookSnapshotWithOrders or MessageKind.BookDeltaWithOrders:
                ReadLevels(ref reader, data.BidList, hasOrders: true);
                ReadLevels(ref reader, data.AskList, hasOrders: true);
                data.Checksum = ReadChecksum(ref reader);
                break;
            case MessageKind.QuoteSnapshot or MessageKind.QuoteDelta:
                ReadFields(ref reader, data);
                data.Checksum = ReadChecksum(ref reader);
                break;
            case MessageKind.Trades:
                ReadTrades(ref reader, data.TradeList);
                break;
            case MessageKind.TradeCancel:
                data.AddCancel(data.To, data.Oldest ?? 0, ReadInteger(ref reader));
                break;
            case MessageKind.TradeCorrection:
                data.AddCorrection(
                    data.To, data.Oldest ?? 0, ReadInteger(ref reader), ReadInteger(ref reader),
                    WireNumber.Size(ReadInteger(ref reader)), (TradeAggressor)ReadInteger(ref reader));
                break;
            default:
                data.Rollup = new TradeRollup(
                    ReadOptional(ref reader), ReadOptional(ref reader), ReadOptional(ref reader),
                    ReadOptional(ref reader), ReadOptional(ref reader), ReadOptional(ref reader),
                    ReadOptional(ref reader));
                ReadAmended(ref reader, data);
                break;
        }
    }

    private static void ReadLevels(ref Utf8JsonReader reader, List<BookLevel> levels, bool hasOrders)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            levels.Add(WireNumber.Level(
                WireNumber.Checked(reader.GetInt64()),
                ReadInteger(ref reader),
                hasOrders ? ReadInteger(ref reader) : 0));
        }

        ExpectHere(reader.TokenType, JsonTokenType.EndArray);
    }

    private static void ReadFields(ref Utf8JsonReader reader, DataMessage data)
    {
        var bits = ReadInteger(ref reader);
        data.Fields = QuoteValues.Known(bits);
        Expect(ref reader, JsonTokenType.StartArray);
        var count = 0;
        var bit = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++, bit++)
        {
            while (bit < 63 && (bits & (1L << bit)) == 0)
            {
                bit++;
            }

            if (bit < QuoteFieldList.Count)
            {
                data.Values[bit] = OptionalHere(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        QuoteValues.Expect(bits, count);
    }

    private static void ReadTrades(ref Utf8JsonReader reader, List<Trade> trades)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            trades.Add(new Trade(
                ReadInteger(ref reader), ReadInteger(ref reader), ReadInteger(ref reader),
                WireNumber.Size(ReadInteger(ref reader)),
                (TradeAggressor)ReadInteger(ref reader), ReadOptional(ref reader)));
            SkipToEnd(ref reader);
        }

        ExpectHere(reader.TokenType, JsonTokenType.EndArray);
    }

    private static void ReadAmended(ref Utf8JsonReader reader, DataMessage data)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        ExpectHere(reader.TokenType, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            var (version, occurredAt, tradeId) =
                (ReadInteger(ref reader), ReadInteger(ref reader), ReadInteger(ref reader));
            reader.Read();
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                data.AddCancel(version, occurredAt, tradeId);
                continue;
            }

            data.AddCorrection(
                version, occurredAt, tradeId, WireNumber.Checked(reader.GetInt64()),
                WireNumber.Size(ReadInteger(ref reader)),
                (TradeAggressor)ReadInteger(ref reader));
            SkipToEnd(ref reader);
        }

        ExpectHere(reader.TokenType, JsonTokenType.EndArray);
    }

    private static long ReadInteger(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        return WireNumber.Checked(reader.GetInt64());
    }

    private static uint ReadChecksum(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        return reader.GetUInt32();
    }

    private static long? ReadOptional(ref Utf8JsonReader reader)
    {
        reader.Read();
        return OptionalHere(ref reader);
    }

    private static long? OptionalHere(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        ExpectHere(reader.TokenType, JsonTokenType.Number);
        return WireNumber.Checked(reader.GetInt64());
    }

    private static void SkipToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
        }

        ExpectHere(reader.TokenType, JsonTokenType.EndArray);
    }

    /// <summary>Reads the last element, whatever a later version lists before it.</summary>
    private static long? ReadLast(ref Utf8JsonReader reader)
    {
        var last = default(Utf8JsonReader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            last = reader;
            reader.Skip();
        }

        return last.TokenType == JsonTokenType.None ? null : OptionalHere(ref last);
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        ExpectHere(reader.TokenType, type);
    }

    private static void ExpectHere(JsonTokenType found, JsonTokenType expected)
    {
        if (found != expected)
        {
            throw new WireFormatException($"a message has {found} where {expected} should be");
        }
    }

    private static WireMap ReadMap(ref Utf8JsonReader reader)
    {
        var map = new WireMap();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            map[key] = ReadValue(ref reader);
        }

        return map;
    }

    private static object? ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.TryGetInt64(out var integer) ? (object)integer : reader.GetDouble(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.StartObject => ReadMap(ref reader),
        JsonTokenType.StartArray => ReadList(ref reader),
        _ => null,
    };

    private static List<object?> ReadList(ref Utf8JsonReader reader)
    {
        var list = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(ReadValue(ref reader));
        }

        return list;
    }
}
