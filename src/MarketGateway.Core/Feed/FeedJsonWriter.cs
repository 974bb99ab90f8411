using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Feed;

/// <summary>Writes the JSON form of a record, its members in the order of schemas/kafka.</summary>
internal static class FeedJsonWriter
{
    public static void Write(FeedUpdate update, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, FeedUpdateKinds.NameOf(update.Kind));
        if (update.Kind == FeedUpdateKind.Instrument)
        {
            WriteInstrument(update.Definition!, writer);
        }
        else if (update.Kind == FeedUpdateKind.Alias)
        {
            writer.WriteString("symbol"u8, update.AliasOf);
        }
        else if (update.Kind == FeedUpdateKind.Phase)
        {
            writer.WriteNumber("occurredAt"u8, update.OccurredAt);
            writer.WriteString("phase"u8, PhaseNames.NameOf(update.Phase));
        }
        else
        {
            WriteHead(update, writer);
            WriteBody(update, writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteHead(FeedUpdate update, Utf8JsonWriter writer)
    {
        writer.WriteNumber("sequence"u8, update.Sequence);
        writer.WriteNumber("occurredAt"u8, update.OccurredAt);
        writer.WriteNumber("priceScale"u8, update.PriceScale);
        writer.WriteNumber("sizeScale"u8, update.SizeScale);
    }

    private static void WriteBody(FeedUpdate update, Utf8JsonWriter writer)
    {
        switch (update.Kind)
        {
            case FeedUpdateKind.Quote:
                WriteOptional("bidPrice"u8, update.BidPrice, writer);
                WriteOptional("bidSize"u8, update.BidSize, writer);
                WriteOptional("askPrice"u8, update.AskPrice, writer);
                WriteOptional("askSize"u8, update.AskSize, writer);
                WritePrices(update, writer);
                WriteOptional("previousClose"u8, update.PreviousClose, writer);
                WriteOptional("volume"u8, update.Volume, writer);
                break;
            case FeedUpdateKind.Trade:
                writer.WriteNumber("price"u8, update.Price);
                writer.WriteNumber("size"u8, update.Size);
                writer.WriteString("aggressor"u8, AggressorNames.NameOf(update.Aggressor));
                WriteOptional("tradeId"u8, update.TradeId, writer);
                WritePrices(update, writer);
                WriteOptional("volume"u8, update.Volume, writer);
                break;
            case FeedUpdateKind.TradeCancel or FeedUpdateKind.TradeCorrection:
                WriteAmendment(update, writer);
                break;
            default:
                WriteLevels("bids"u8, update.Bids, update.BidOrders, writer);
                WriteLevels("asks"u8, update.Asks, update.AskOrders, writer);
                break;
        }
    }

    private static void WriteAmendment(FeedUpdate update, Utf8JsonWriter writer)
    {
        WriteOptional("tradeId"u8, update.TradeId, writer);
        if (update.Kind == FeedUpdateKind.TradeCorrection)
        {
            writer.WriteNumber("price"u8, update.Price);
            writer.WriteNumber("size"u8, update.Size);
            writer.WriteString("aggressor"u8, AggressorNames.NameOf(update.Aggressor));
        }

        WriteOptional("lastPrice"u8, update.LastPrice, writer);
        WriteOptional("lastSize"u8, update.LastSize, writer);
        if (update.LastAggressor is { } aggressor)
        {
            writer.WriteString("lastAggressor"u8, AggressorNames.NameOf(aggressor));
        }

        WriteOptional("lastTradeAt"u8, update.LastTradeAt, writer);
        WritePrices(update, writer);
        WriteOptional("volume"u8, update.Volume, writer);
    }

    private static void WritePrices(FeedUpdate update, Utf8JsonWriter writer)
    {
        WriteOptional("open"u8, update.Open, writer);
        WriteOptional("high"u8, update.High, writer);
        WriteOptional("low"u8, update.Low, writer);
    }

    private static void WriteLevels(
        ReadOnlySpan<byte> name, ReadOnlySpan<PriceLevel> levels, ReadOnlySpan<int> orders, Utf8JsonWriter writer)
    {
        writer.WriteStartArray(name);
        for (var at = 0; at < levels.Length; at++)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(levels[at].Price);
            writer.WriteNumberValue(levels[at].Size);
            if (!orders.IsEmpty)
            {
                writer.WriteNumberValue(orders[at]);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteInstrument(InstrumentDefinition definition, Utf8JsonWriter writer)
    {
        writer.WriteString("venue"u8, definition.Venue);
        writer.WriteString("assetClass"u8, definition.AssetClass);
        writer.WriteString("currency"u8, definition.Currency);
        writer.WriteNumber("priceScale"u8, definition.PriceScale);
        writer.WriteNumber("sizeScale"u8, definition.SizeScale);
        writer.WriteNumber("tickSize"u8, definition.TickSize);
        writer.WriteString("description"u8, definition.Description);
        if (definition.Attributes.Pairs.Count > 0)
        {
            writer.WriteStartObject("attributes"u8);
            foreach (var (name, value) in definition.Attributes.Pairs)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteOptional(ReadOnlySpan<byte> name, long? value, Utf8JsonWriter writer)
    {
        if (value is long present)
        {
            writer.WriteNumber(name, present);
        }
    }
}
