using System.Text.Json.Nodes;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>Brings a stream into a state that a vector gives, by messages as a gateway would send them.</summary>
internal static class StreamBuilder
{
    public static ClientStream Build(JsonNode state)
    {
        var symbol = (string?)state["symbol"] ?? "ESH4";
        ClientStream stream = (string)state["channel"]! switch
        {
            "book" => new ClientBook(symbol),
            "quote" => new ClientQuote(symbol),
            _ => new ClientTrades(symbol, 100),
        };
        Bring(stream, state);
        return stream;
    }

    public static void Bring(ClientStream stream, JsonNode state)
    {
        var terms = new StreamTerms((int)state["depth"]!, TimeSpan.Zero, 0, 2, 0, 25)
        {
            Grouping = (int?)state["grouping"] ?? 0,
            Orders = HasOrders(state),
            Fields = FieldsOf(state),
            MinTradeSize = (int?)state["minTradeSize"] ?? 0,
            Generation = (string?)state["generation"],
        };
        var asked = new SubscriptionOptions
        {
            Depth = terms.Depth,
            Grouping = terms.Grouping,
            Orders = terms.Orders,
            MinTradeSize = terms.MinTradeSize,
        };
        stream.Acknowledge((long?)state["stream"] ?? 1, terms, continues: false, asked);
        stream.Report(StreamState.Live, "ok", null);
        if ((long?)state["version"] is not { } version)
        {
            return;
        }

        // First a beginning one version earlier, then the account in one step; an account that is not known has a jump.
        var account = (long?)state["account"];
        var before = account == 0 ? version : version - 1;
        Assert.Equal(ApplyVerdict.Applied, stream.Apply(Beginning(state, before)));
        if (before != version)
        {
            Assert.Equal(ApplyVerdict.Applied, stream.Apply(Step(state, before, version, account)));
        }
    }

    /// <summary>Whether the levels of a book say how many orders stand there.</summary>
    public static bool HasOrders(JsonNode state) => new[] { state["bids"], state["asks"] }
        .SelectMany(static side => side?.AsArray() ?? []).Any(static level => level!.AsArray().Count == 3);

    private static DataMessage Beginning(JsonNode state, long to)
    {
        var message = new DataMessage { From = null, To = to, Merged = 0 };
        switch ((string)state["channel"]!)
        {
            case "book":
                message.Kind = HasOrders(state) ? MessageKind.BookSnapshotWithOrders : MessageKind.BookSnapshot;
                message.BidList.AddRange(Levels(state["bids"]!));
                message.AskList.AddRange(Levels(state["asks"]!));
                message.Checksum = (uint)state["checksum"]!;
                break;
            case "quote":
                message.Kind = MessageKind.QuoteSnapshot;
                message.Fields = FieldsOf(state);
                foreach (var (name, value) in state["fields"]!.AsObject())
                {
                    message.Values[QuoteFieldList.IndexOf(FieldOf(name))] = (long?)value;
                }

                message.Checksum = (uint)state["checksum"]!;
                break;
            default:
                message.Kind = MessageKind.Trades;
                message.To = state["trades"]!.AsArray() is { Count: > 0 } trades ? (long)trades[^1]![0]! : to;
                message.TradeList.AddRange(state["trades"]!.AsArray().Select(static trade => new Trade(
                    (long)trade![0]!, (long)trade[1]!, (long)trade[2]!, (long)trade[3]!,
                    (TradeAggressor)(int)trade[4]!, (long?)trade[5])));
                break;
        }

        return message;
    }

    private static DataMessage Step(JsonNode state, long from, long to, long? account)
    {
        var message = new DataMessage { From = from, To = to, Merged = account };
        switch ((string)state["channel"]!)
        {
            case "book":
                message.Kind = HasOrders(state) ? MessageKind.BookDeltaWithOrders : MessageKind.BookDelta;
                message.Checksum = (uint)state["checksum"]!;
                break;
            case "quote":
                message.Kind = MessageKind.QuoteDelta;
                message.Checksum = (uint)state["checksum"]!;
                break;
            default:
                message.Kind = MessageKind.TradeRollup;
                message.From = state["trades"]!.AsArray() is { Count: > 0 } trades ? (long)trades[^1]![0]! : from;
                break;
        }

        return message;
    }

    private static QuoteFields FieldsOf(JsonNode state) => state["fields"] is JsonObject fields
        ? fields.Aggregate(QuoteFields.None, static (bits, field) => bits | FieldOf(field.Key))
        : QuoteFields.None;

    private static QuoteFields FieldOf(string name) => Enum.Parse<QuoteFields>(name, ignoreCase: true);

    private static IEnumerable<BookLevel> Levels(JsonNode levels) =>
        levels.AsArray().Select(static level => new BookLevel((long)level![0]!, (long)level[1]!)
        {
            Orders = level.AsArray().Count == 3 ? (long)level[2]! : 0,
        });
}
