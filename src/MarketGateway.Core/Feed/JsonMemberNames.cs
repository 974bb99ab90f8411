using System.Text.Json;

namespace MarketGateway.Core.Feed;

/// <summary>Which names the JSON form of each kind of record knows and needs, and how they are written.</summary>
internal static class JsonMemberNames
{
    private const int Count = 32;

    /// <summary>Gets the names that a record of this kind must have.</summary>
    public static JsonMembers Required(FeedUpdateKind kind) => kind switch
    {
        FeedUpdateKind.Quote => JsonMembers.Head,
        FeedUpdateKind.Trade => JsonMembers.Head | JsonMembers.Price | JsonMembers.Size | JsonMembers.Aggressor,
        FeedUpdateKind.TradeCancel => JsonMembers.Head | JsonMembers.TradeId,
        FeedUpdateKind.TradeCorrection => JsonMembers.Head | JsonMembers.TradeId | JsonMembers.Price
            | JsonMembers.Size | JsonMembers.Aggressor,
        FeedUpdateKind.Instrument => JsonMembers.Type | JsonMembers.Venue | JsonMembers.AssetClass
            | JsonMembers.Currency | JsonMembers.PriceScale | JsonMembers.SizeScale | JsonMembers.TickSize
            | JsonMembers.Description,
        FeedUpdateKind.Alias => JsonMembers.Type | JsonMembers.Symbol,
        FeedUpdateKind.Phase => JsonMembers.Type | JsonMembers.OccurredAt | JsonMembers.Phase,
        _ => JsonMembers.Head | JsonMembers.Bids | JsonMembers.Asks,
    };

    /// <summary>Gets the names that a record of this kind may have; others are skipped.</summary>
    public static JsonMembers Known(FeedUpdateKind kind) => Required(kind) | kind switch
    {
        FeedUpdateKind.Quote => JsonMembers.BidPrice | JsonMembers.BidSize | JsonMembers.AskPrice
            | JsonMembers.AskSize | JsonMembers.Statistics | JsonMembers.PreviousClose,
        FeedUpdateKind.Trade => JsonMembers.TradeId | JsonMembers.Statistics,
        FeedUpdateKind.TradeCancel or FeedUpdateKind.TradeCorrection => JsonMembers.Last | JsonMembers.Statistics,
        FeedUpdateKind.Instrument => JsonMembers.Attributes,
        _ => JsonMembers.None,
    };

    /// <summary>
    /// Finds the name that the reader stands on, beginning with the one that follows <paramref name="previous"/>:
    /// producers write members in the order of the schema, and then the first comparison hits.
    /// </summary>
    public static JsonMembers Find(ref Utf8JsonReader json, JsonMembers known, JsonMembers previous)
    {
        JsonMembers member = previous;
        for (int tried = 0; tried < Count; tried++)
        {
            member = member is JsonMembers.None or JsonMembers.Symbol
                ? JsonMembers.Type
                : (JsonMembers)((long)member << 1);
            if ((member & known) != 0 && json.ValueTextEquals(NameOf(member)))
            {
                return member;
            }
        }

        return JsonMembers.None;
    }

    public static ReadOnlySpan<byte> NameOf(JsonMembers member) => member switch
    {
        JsonMembers.Type => "type"u8,
        JsonMembers.Sequence => "sequence"u8,
        JsonMembers.OccurredAt => "occurredAt"u8,
        JsonMembers.PriceScale => "priceScale"u8,
        JsonMembers.SizeScale => "sizeScale"u8,
        JsonMembers.Bids => "bids"u8,
        JsonMembers.Asks => "asks"u8,
        JsonMembers.BidPrice => "bidPrice"u8,
        JsonMembers.BidSize => "bidSize"u8,
        JsonMembers.AskPrice => "askPrice"u8,
        JsonMembers.AskSize => "askSize"u8,
        JsonMembers.Price => "price"u8,
        JsonMembers.Size => "size"u8,
        JsonMembers.Aggressor => "aggressor"u8,
        JsonMembers.TradeId => "tradeId"u8,
        JsonMembers.LastPrice => "lastPrice"u8,
        JsonMembers.LastSize => "lastSize"u8,
        JsonMembers.LastAggressor => "lastAggressor"u8,
        JsonMembers.LastTradeAt => "lastTradeAt"u8,
        JsonMembers.Open => "open"u8,
        JsonMembers.High => "high"u8,
        JsonMembers.Low => "low"u8,
        JsonMembers.PreviousClose => "previousClose"u8,
        JsonMembers.Volume => "volume"u8,
        JsonMembers.Venue => "venue"u8,
        JsonMembers.AssetClass => "assetClass"u8,
        JsonMembers.Currency => "currency"u8,
        JsonMembers.TickSize => "tickSize"u8,
        JsonMembers.Description => "description"u8,
        JsonMembers.Attributes => "attributes"u8,
        JsonMembers.Phase => "phase"u8,
        JsonMembers.Symbol => "symbol"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "One member at a time has a name."),
    };
}
