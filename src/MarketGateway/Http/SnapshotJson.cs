using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>Writes the bodies of the HTTP answers, as schemas/wire, section 7, says.</summary>
internal static class SnapshotJson
{
    private static readonly string[] FieldNames =
    [
        .. Enumerable.Range(0, Quote.FieldCount)
            .Select(index => JsonNamingPolicy.CamelCase.ConvertName($"{(QuoteFields)(1 << index)}")),
    ];

    /// <param name="json">Where to.</param>
    /// <param name="market">The market that they are of.</param>
    /// <param name="symbols">Them.</param>
    /// <param name="rights">Which names that stand for symbols may be seen.</param>
    /// <param name="onWritten">Awaited after each: the answer is as long as the market is large.</param>
    public static async ValueTask WriteInstrumentsAsync(
        Utf8JsonWriter json, Market market, IEnumerable<MarketSymbol> symbols, SessionRights rights, Func<ValueTask> onWritten)
    {
        json.WriteStartObject();
        json.WriteString("epoch", market.Epoch.Name);
        json.WriteStartArray("instruments");
        foreach (var symbol in symbols)
        {
            WriteInstrument(json, symbol);
            await onWritten().ConfigureAwait(false);
        }

        json.WriteEndArray();
        await WriteAliasesAsync(json, market, rights, onWritten).ConfigureAwait(false);
        json.WriteEndObject();
    }

    /// <summary>Writes the names that stand for symbols which the client may see; nothing where there are none.</summary>
    private static async ValueTask WriteAliasesAsync(
        Utf8JsonWriter json, Market market, SessionRights rights, Func<ValueTask> onWritten)
    {
        var aliases = market.Aliases.All.Where(pair => rights.Allows(market.Aliases.Follow(pair.Key, out _) ?? pair.Value)).ToArray();
        if (aliases.Length == 0)
        {
            return;
        }

        json.WriteStartObject("aliases");
        foreach (var (alias, symbol) in aliases)
        {
            json.WriteString(alias, symbol);
            await onWritten().ConfigureAwait(false);
        }

        json.WriteEndObject();
    }

    public static void WriteBook(Utf8JsonWriter json, string epoch, MarketSymbol symbol, ChannelSnapshot snapshot, int depth)
    {
        WriteHead(json, epoch, symbol, Channel.Book, snapshot, depth);
        WriteLevels(json, "bids", snapshot.Bids, snapshot.BidOrders);
        WriteLevels(json, "asks", snapshot.Asks, snapshot.AskOrders);
        json.WriteNumber("checksum", snapshot.Checksum);
        json.WriteEndObject();
    }

    public static void WriteQuote(Utf8JsonWriter json, string epoch, MarketSymbol symbol, ChannelSnapshot snapshot)
    {
        WriteHead(json, epoch, symbol, Channel.Quote, snapshot, depth: null);
        json.WriteStartObject("fields");
        for (var index = 0; index < snapshot.Fields.Count; index++)
        {
            WriteNumber(json, FieldNames[index], snapshot.Fields[index]);
        }

        json.WriteEndObject();
        json.WriteNumber("checksum", snapshot.Checksum);
        json.WriteEndObject();
    }

    public static void WriteTrades(Utf8JsonWriter json, string epoch, MarketSymbol symbol, ChannelSnapshot snapshot)
    {
        WriteHead(json, epoch, symbol, Channel.Trade, snapshot, depth: null);
        json.WriteStartArray("trades");
        foreach (var trade in snapshot.Trades)
        {
            json.WriteStartObject();
            json.WriteNumber("version", trade.Version);
            json.WriteNumber("occurredAt", trade.OccurredAt);
            json.WriteNumber("price", trade.Price);
            json.WriteNumber("size", trade.Size);
            json.WriteNumber("aggressor", (int)trade.Aggressor);
            WriteNumber(json, "tradeId", trade.TradeId == Trade.NoTradeId ? null : trade.TradeId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInstrument(Utf8JsonWriter json, MarketSymbol symbol)
    {
        if (symbol.Definition is not { } definition)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("symbol", symbol.Symbol);
        json.WriteString("venue", definition.Venue);
        json.WriteString("assetClass", definition.AssetClass);
        json.WriteString("currency", definition.Currency);
        json.WriteNumber("priceScale", definition.PriceScale);
        json.WriteNumber("sizeScale", definition.SizeScale);
        json.WriteNumber("tickSize", definition.TickSize);
        json.WriteString("description", definition.Description);
        if (definition.Attributes.Pairs.Count > 0)
        {
            json.WriteStartObject("attributes");
            foreach (var (name, value) in definition.Attributes.Pairs)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        WritePhase(json, symbol.Phase);
        json.WriteBoolean("listed", symbol.IsListed);
        json.WriteEndObject();
    }

    private static void WriteHead(
        Utf8JsonWriter json, string epoch, MarketSymbol symbol, Channel channel, ChannelSnapshot snapshot, int? depth)
    {
        json.WriteStartObject();
        json.WriteString("epoch", epoch);
        json.WriteString("symbol", symbol.Symbol);
        json.WriteString("channel", WireName.Of(channel));
        WriteNumber(json, "version", snapshot.Version);
        if (depth is { } levels)
        {
            json.WriteNumber("depth", levels);
        }

        json.WriteNumber("priceScale", snapshot.Generation.PriceScale);
        json.WriteNumber("sizeScale", snapshot.Generation.SizeScale);
        json.WriteString("generation", snapshot.Generation.Name);
        WriteNumber(json, "occurredAt", snapshot.OccurredAt);
        json.WriteString("state", WireName.Of(snapshot.Status.State));
        json.WriteString("reason", WireName.Of(snapshot.Status.Reason));
        json.WriteNumber("since", snapshot.Status.Since);
        WritePhase(json, snapshot.Status.Phase);
    }

    private static void WritePhase(Utf8JsonWriter json, SymbolPhase? phase)
    {
        if (phase is not null)
        {
            json.WriteString("phase", WireName.Of(phase.Phase));
            json.WriteNumber("phaseSince", phase.Since);
        }
    }

    private static void WriteLevels(
        Utf8JsonWriter json, string name, IReadOnlyList<PriceLevel> levels, IReadOnlyList<long> orders)
    {
        json.WriteStartArray(name);
        for (var at = 0; at < levels.Count; at++)
        {
            json.WriteStartArray();
            json.WriteNumberValue(levels[at].Price);
            json.WriteNumberValue(levels[at].Size);
            if (orders.Count > 0)
            {
                json.WriteNumberValue(orders[at]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
