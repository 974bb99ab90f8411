using System.Buffers;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;
using MessagePack;

namespace MarketGateway.Core.Feed;

/// <summary>
/// Writes records of the feed (schemas/kafka) for producers: the simulator, the replay and the tests. Every integer is
/// written in its shortest encoding, so an update has one MessagePack form.
/// </summary>
public static class FeedEncoder
{
    /// <summary>Writes the MessagePack form. Allocates nothing, whatever the kind.</summary>
    public static void Write(FeedUpdate update, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(update);
        var writer = new MessagePackWriter(output);
        switch (update.Kind)
        {
            case FeedUpdateKind.BookSnapshot or FeedUpdateKind.BookDelta:
                WriteBook(update, ref writer);
                break;
            case FeedUpdateKind.Quote:
                WriteQuote(update, ref writer);
                break;
            case FeedUpdateKind.Trade:
                WriteTrade(update, ref writer);
                break;
            case FeedUpdateKind.TradeCancel:
                WriteTradeCancel(update, ref writer);
                break;
            case FeedUpdateKind.TradeCorrection:
                WriteTradeCorrection(update, ref writer);
                break;
            case FeedUpdateKind.Instrument:
                WriteInstrument(update.Definition!, ref writer);
                break;
            case FeedUpdateKind.Alias:
                writer.WriteArrayHeader(2);
                writer.Write((int)FeedUpdateKind.Alias);
                writer.Write(update.AliasOf);
                break;
            case FeedUpdateKind.Phase:
                WritePhase(update, ref writer);
                break;
            default:
                throw new ArgumentException("Only an update of one of the nine kinds is a record.", nameof(update));
        }

        writer.Flush();
    }

    /// <summary>Writes the JSON form: names for type and aggressor, unchanged values left out.</summary>
    public static void WriteJson(FeedUpdate update, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(update);
        using var writer = new Utf8JsonWriter(output);
        FeedJsonWriter.Write(update, writer);
    }

    // schemas/kafka, all but instruments, phases and aliases: [type, sequence, occurredAt, priceScale, sizeScale, ...]
    private static void WriteHead(FeedUpdate update, int elements, ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(elements);
        writer.Write((int)update.Kind);
        writer.Write(update.Sequence);
        writer.Write(update.OccurredAt);
        writer.Write(update.PriceScale);
        writer.Write(update.SizeScale);
    }

    // schemas/kafka, md.books: [type, sequence, occurredAt, priceScale, sizeScale, bids, asks, bidOrders?, askOrders?]
    private static void WriteBook(FeedUpdate update, ref MessagePackWriter writer)
    {
        var hasOrders = !update.BidOrders.IsEmpty || !update.AskOrders.IsEmpty;
        WriteHead(update, hasOrders ? 9 : 7, ref writer);
        WriteLevels(update.Bids, ref writer);
        WriteLevels(update.Asks, ref writer);
        if (hasOrders)
        {
            WriteOrders(update.BidOrders, update.BidCount, ref writer);
            WriteOrders(update.AskOrders, update.AskCount, ref writer);
        }
    }

    private static void WriteOrders(ReadOnlySpan<int> orders, int levels, ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(levels);
        for (var at = 0; at < levels; at++)
        {
            writer.Write(orders.IsEmpty ? 0 : orders[at]);
        }
    }

    private static void WriteLevels(ReadOnlySpan<PriceLevel> levels, ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(2 * levels.Length);
        foreach (PriceLevel level in levels)
        {
            writer.Write(level.Price);
            writer.Write(level.Size);
        }
    }

    // schemas/kafka, quote: [.., bidPrice, bidSize, askPrice, askSize, open, high, low, previousClose, volume]
    private static void WriteQuote(FeedUpdate update, ref MessagePackWriter writer)
    {
        WriteHead(update, 14, ref writer);
        WriteOptional(update.BidPrice, ref writer);
        WriteOptional(update.BidSize, ref writer);
        WriteOptional(update.AskPrice, ref writer);
        WriteOptional(update.AskSize, ref writer);
        WriteOptional(update.Open, ref writer);
        WriteOptional(update.High, ref writer);
        WriteOptional(update.Low, ref writer);
        WriteOptional(update.PreviousClose, ref writer);
        WriteOptional(update.Volume, ref writer);
    }

    // schemas/kafka, trade: [.., price, size, aggressor, tradeId, open, high, low, volume]
    private static void WriteTrade(FeedUpdate update, ref MessagePackWriter writer)
    {
        WriteHead(update, 13, ref writer);
        writer.Write(update.Price);
        writer.Write(update.Size);
        writer.Write((int)update.Aggressor);
        WriteOptional(update.TradeId, ref writer);
        WriteStatistics(update, ref writer);
    }

    // schemas/kafka, trade cancel:
    // [.., tradeId, lastPrice, lastSize, lastAggressor, lastTradeAt, open, high, low, volume]
    private static void WriteTradeCancel(FeedUpdate update, ref MessagePackWriter writer)
    {
        WriteHead(update, 14, ref writer);
        WriteOptional(update.TradeId, ref writer);
        WriteLast(update, ref writer);
        WriteStatistics(update, ref writer);
    }

    // schemas/kafka, trade correction: [.., tradeId, price, size, aggressor,
    // lastPrice, lastSize, lastAggressor, lastTradeAt, open, high, low, volume]
    private static void WriteTradeCorrection(FeedUpdate update, ref MessagePackWriter writer)
    {
        WriteHead(update, 17, ref writer);
        WriteOptional(update.TradeId, ref writer);
        writer.Write(update.Price);
        writer.Write(update.Size);
        writer.Write((int)update.Aggressor);
        WriteLast(update, ref writer);
        WriteStatistics(update, ref writer);
    }

    private static void WriteLast(FeedUpdate update, ref MessagePackWriter writer)
    {
        WriteOptional(update.LastPrice, ref writer);
        WriteOptional(update.LastSize, ref writer);
        WriteOptional((long?)update.LastAggressor, ref writer);
        WriteOptional(update.LastTradeAt, ref writer);
    }

    private static void WriteStatistics(FeedUpdate update, ref MessagePackWriter writer)
    {
        WriteOptional(update.Open, ref writer);
        WriteOptional(update.High, ref writer);
        WriteOptional(update.Low, ref writer);
        WriteOptional(update.Volume, ref writer);
    }

    // schemas/kafka, md.instruments:
    // [type, venue, assetClass, currency, priceScale, sizeScale, tickSize, description, attributes?]
    private static void WriteInstrument(InstrumentDefinition definition, ref MessagePackWriter writer)
    {
        var pairs = definition.Attributes.Pairs;
        writer.WriteArrayHeader(pairs.Count == 0 ? 8 : 9);
        writer.Write((int)FeedUpdateKind.Instrument);
        writer.Write(definition.Venue);
        writer.Write(definition.AssetClass);
        writer.Write(definition.Currency);
        writer.Write(definition.PriceScale);
        writer.Write(definition.SizeScale);
        writer.Write(definition.TickSize);
        writer.Write(definition.Description);
        if (pairs.Count > 0)
        {
            writer.WriteArrayHeader(2 * pairs.Count);
            foreach (var (name, value) in pairs)
            {
                writer.Write(name);
                writer.Write(value);
            }
        }
    }

    // schemas/kafka, phase: [type, occurredAt, phase]
    private static void WritePhase(FeedUpdate update, ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(3);
        writer.Write((int)FeedUpdateKind.Phase);
        writer.Write(update.OccurredAt);
        writer.Write((int)update.Phase);
    }

    private static void WriteOptional(long? value, ref MessagePackWriter writer)
    {
        if (value is long present)
        {
            writer.Write(present);
        }
        else
        {
            writer.WriteNil();
        }
    }
}
