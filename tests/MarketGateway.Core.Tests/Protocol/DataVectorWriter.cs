using System.Numerics;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>Writes a data vector with the gateway's own writer.</summary>
internal static class DataVectorWriter
{
    public static void Write(JsonElement message, WireFormat format, FlushBuffer output)
    {
        var kind = (DataKind)message[0].GetInt32();
        if (kind == DataKind.Stamp)
        {
            Stamp.Begin(output, format, message[1].GetInt64());
            return;
        }

        var isStamped = new Conflation.WireMessage((List<object?>)WireReader.FromJson(message)!).IsStamped;
        var start = output.Length;
        WriteData(message, kind, format, output);
        if (isStamped)
        {
            // As a session of its own gets it, and as a copy of what others get without.
            var plain = output.Written[start..].ToArray();
            output.Truncate(start);
            Stamp.Copy(output, plain, format, Integer(message[message.GetArrayLength() - 1]));
        }
    }

    private static void WriteData(JsonElement message, DataKind kind, WireFormat format, FlushBuffer output)
    {
        var head = new DataHead(message[1].GetInt32(), Integer(message[2]), message[3].GetInt64(), Integer(message[4]));
        var oldest = Integer(message[5]) ?? 0;
        var writer = new WireWriter(output, format);
        switch (kind)
        {
            case DataKind.BookSnapshot or DataKind.BookDelta:
                DataWriter.WriteBookHead(ref writer, kind, head);
                DataWriter.WriteBookRest(
                    ref writer, Integer(message[5]), Levels(message[6]), Levels(message[7]), message[8].GetUInt32());
                break;
            case DataKind.CountedBookSnapshot or DataKind.CountedBookDelta:
                DataWriter.WriteBookHead(ref writer, kind, head);
                var ((bids, bidOrders), (asks, askOrders)) = (CountedLevels(message[6]), CountedLevels(message[7]));
                DataWriter.WriteBookRest(
                    ref writer, Integer(message[5]), bids, asks, bidOrders, askOrders, message[8].GetUInt32());
                break;
            case DataKind.QuoteSnapshot or DataKind.QuoteDelta:
                var fields = (QuoteFields)message[6].GetInt32();
                DataWriter.WriteQuote(
                    ref writer, kind, head, oldest, fields, QuoteOf(fields, message[7]), message[8].GetUInt32());
                break;
            case DataKind.Trades:
                var trades = Ring(message[6]);
                DataWriter.WriteTradesHead(ref writer, head, oldest, (int)trades.Newest);
                for (var number = trades.Oldest; number <= trades.Newest; number++)
                {
                    DataWriter.WriteTrade(ref writer, trades[number]);
                }

                writer.End();
                break;
            case DataKind.TradeRollUp when head.Merged is null:
                DataWriter.WriteUnknownRollUp(ref writer, head, oldest);
                break;
            case DataKind.TradeCancel or DataKind.TradeCorrection:
                DataWriter.WriteAmendment(ref writer, head, Amendment(kind, oldest, message));
                break;
            default:
                DataWriter.WriteRollUp(ref writer, head, RollUp(message, oldest));
                break;
        }
    }

    private static long? Integer(JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? null : element.GetInt64();

    private static PriceLevel[] Levels(JsonElement flat) =>
    [
        .. flat.EnumerateArray().Select(element => element.GetInt64()).Chunk(2)
            .Select(pair => new PriceLevel(pair[0], pair[1]))
    ];

    private static (PriceLevel[] Levels, long[] Orders) CountedLevels(JsonElement flat)
    {
        long[][] triples = [.. flat.EnumerateArray().Select(element => element.GetInt64()).Chunk(3)];
        return (
            [.. triples.Select(triple => new PriceLevel(triple[0], triple[1]))],
            [.. triples.Select(triple => triple[2])]);
    }

    private static Quote QuoteOf(QuoteFields fields, JsonElement values)
    {
        var quote = new Quote();
        var index = 0;
        for (var bits = (uint)fields; bits != 0; bits &= bits - 1)
        {
            var field = (QuoteFields)(1 << BitOperations.TrailingZeroCount(bits));
            quote.Set(field, Integer(values[index++]) ?? Quote.NoValue, 1);
        }

        return quote;
    }

    private static NumberedRing<Trade> Ring(JsonElement trades)
    {
        var ring = new NumberedRing<Trade>(64);
        foreach (var trade in trades.EnumerateArray())
        {
            ring.Append(new Trade(
                trade[0].GetInt64(),
                trade[1].GetInt64(),
                trade[2].GetInt64(),
                trade[3].GetInt64(),
                (Aggressor)trade[4].GetInt32(),
                Integer(trade[5]) ?? Trade.NoTradeId));
        }

        return ring;
    }

    private static Trade Amendment(DataKind kind, long oldest, JsonElement message) => kind == DataKind.TradeCancel
        ? new(0, oldest, 0, 0, Aggressor.Unknown, message[6].GetInt64()) { Kind = TradeKind.Cancel }
        : new(
            0,
            oldest,
            message[7].GetInt64(),
            message[8].GetInt64(),
            (Aggressor)message[9].GetInt32(),
            message[6].GetInt64())
        {
            Kind = TradeKind.Correction,
        };

    /// <summary>Finds trades whose sum is that of the vector: its high, its low and, of three, what makes its vwap.</summary>
    private static TradeRollUp RollUp(JsonElement message, long oldest)
    {
        if (message[8].ValueKind == JsonValueKind.Null)
        {
            return SmallTrades(message, oldest);
        }

        var (high, low) = (message[8].GetInt64(), message[9].GetInt64());
        var trades = message[4].GetInt32() - message[11].GetInt32() - message[12].GetInt32();
        long[] prices = trades == 2
            ? [high, low]
            : [high, low, (long)Math.Round(message[7].GetInt64() * 3 / 10_000m) - high - low];
        var size = message[6].ValueKind == JsonValueKind.Null ? (1L << 53) - 1 : 1;
        var rollUp = new TradeRollUp();
        foreach (var price in prices)
        {
            rollUp.Fold(new Trade(message[10].GetInt64(), oldest, price, size, Aggressor.Buy, Trade.NoTradeId));
        }

        FoldAmendments(message, rollUp);
        return rollUp;
    }

    /// <summary>As many trades as the vector counts, all too small to be summed.</summary>
    private static TradeRollUp SmallTrades(JsonElement message, long oldest)
    {
        var rollUp = new TradeRollUp();
        for (var count = message[4].GetInt32() - message[11].GetInt32(); count > 0; count--)
        {
            var trade = new Trade(message[10].GetInt64(), oldest, 475_000, 1, Aggressor.Buy, Trade.NoTradeId);
            rollUp.Fold(trade, sizeMin: 5);
        }

        FoldAmendments(message, rollUp);
        return rollUp;
    }

    private static void FoldAmendments(JsonElement message, TradeRollUp rollUp)
    {
        var first = new Trade(0, 0, 0, 0, Aggressor.Unknown, 1) { Kind = TradeKind.Cancel };
        if (message[13].ValueKind == JsonValueKind.Null)
        {
            for (var left = message[11].GetInt32(); left > 0; left--)
            {
                rollUp.Fold(first with { Version = message[10].GetInt64(), OccurredAt = message[5].GetInt64() });
            }

            return;
        }

        foreach (var entry in message[13].EnumerateArray())
        {
            var head = first with
            {
                Version = entry[0].GetInt64(),
                OccurredAt = entry[1].GetInt64(),
                TradeId = entry[2].GetInt64(),
            };
            rollUp.Fold(entry.GetArrayLength() == 3 ? head : head with
            {
                Price = entry[3].GetInt64(),
                Size = entry[4].GetInt64(),
                Aggressor = (Aggressor)entry[5].GetInt32(),
                Kind = TradeKind.Correction,
            });
        }
    }
}
