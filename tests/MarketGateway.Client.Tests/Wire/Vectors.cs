using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>The golden vectors of schemas/wire/vectors, and how to compare with them.</summary>
internal static class Vectors
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonNode Read(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MarketGateway.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        var path = Path.Combine(folder.FullName, "schemas", "wire", "vectors", name + ".json");
        return JsonNode.Parse(File.ReadAllText(path))!;
    }

    public static string Text(JsonNode? node) => node is null ? "null" : node.ToJsonString(Plain);

    public static byte[] Bytes(JsonNode vector) => Convert.FromHexString((string)vector["messagepack"]!);

    public static byte[] JsonLine(JsonNode? message) => Encoding.UTF8.GetBytes(Text(message) + "\n");

    /// <summary>Every message of a flush, each written back as the vectors write it.</summary>
    public static IReadOnlyList<string> Decode(WireEncoding encoding, byte[] flush)
    {
        IWireDecoder decoder = encoding == WireEncoding.Json ? new JsonDecoder() : new MessagePackDecoder();
        var message = new DataMessage();
        var texts = new List<string>();
        decoder.Begin(flush);
        for (var item = decoder.Read(message, out var control);
             item != WireItem.End;
             item = decoder.Read(message, out control))
        {
            texts.Add(item switch
            {
                WireItem.Data => Text(ToArray(message)),
                WireItem.Control => Text(ToNode(control)),
                WireItem.Unreadable => $"unreadable {message.Stream}",
                WireItem.Stamp => $"[0,{message.SentAt}]",
                _ => "null",
            });
        }

        return texts;
    }

    public static JsonArray ToArray(DataMessage message)
    {
        var array = new JsonArray(
            (int)message.Kind, message.Stream, message.From, message.To, message.Merged, message.Oldest);
        switch (message.Kind)
        {
            case MessageKind.BookSnapshot or MessageKind.BookDelta:
                array.Add(ToFlat(message.Bids));
                array.Add(ToFlat(message.Asks));
                array.Add(message.Checksum);
                break;
            case MessageKind.BookSnapshotWithOrders or MessageKind.BookDeltaWithOrders:
                array.Add(ToFlat(message.Bids, hasOrders: true));
                array.Add(ToFlat(message.Asks, hasOrders: true));
                array.Add(message.Checksum);
                break;
            case MessageKind.QuoteSnapshot or MessageKind.QuoteDelta:
                array.Add((int)message.Fields);
                array.Add(new JsonArray(Enum.GetValues<QuoteFields>()
                    .Where(field => field != QuoteFields.None && message.Fields.HasFlag(field))
                    .Select(field => (JsonNode?)message.ValueOf(field)).ToArray()));
                array.Add(message.Checksum);
                break;
            case MessageKind.Trades:
                array.Add(new JsonArray(message.Trades.Select(static JsonNode? (trade) => ToArray(trade)).ToArray()));
                break;
            case MessageKind.TradeCancel:
                array.Add(message.Amendments[0].TradeId);
                break;
            case MessageKind.TradeCorrection:
                array.Add(message.Amendments[0].TradeId);
                array.Add(message.Amendments[0].Price);
                array.Add(message.Amendments[0].Size);
                array.Add((int)message.Amendments[0].Aggressor);
                break;
            default:
                var rollup = message.Rollup;
                array.Add(rollup.Volume);
                array.Add(rollup.Vwap);
                array.Add(rollup.High);
                array.Add(rollup.Low);
                array.Add(rollup.FirstVersion);
                array.Add(rollup.Cancels);
                array.Add(rollup.Corrections);
                array.Add(message.Amendments.Count == rollup.Cancels + rollup.Corrections
                    ? new JsonArray(message.Amendments.Select(static JsonNode? (entry) => ToArray(entry)).ToArray())
                    : null);
                break;
        }

        if (message.Newest is { } newest)
        {
            array.Add(newest);
        }

        return array;
    }

    /// <summary>A data message as it is read in a flush without a stamp: nobody looks at what stands behind the rest.</summary>
    public static JsonNode? WithoutNewest(JsonNode? message)
    {
        var plain = message?.DeepClone();
        if (plain is JsonArray array && (int)array[0]! is > 0 and var kind)
        {
            var count = kind switch { 5 or 7 => 7, 6 => 14, 8 => 10, _ => 9 };
            while (array.Count > count)
            {
                array.RemoveAt(count);
            }
        }

        return plain;
    }

    public static JsonArray ToArray(Trade trade) => new(
        trade.Version, trade.OccurredAt, trade.Price, trade.Size, (int)trade.Aggressor, trade.TradeId);

    private static JsonArray ToArray(TradeAmendment entry) => entry.IsCancel
        ? new(entry.Version, entry.OccurredAt, entry.TradeId)
        : new(entry.Version, entry.OccurredAt, entry.TradeId, entry.Price, entry.Size, (int)entry.Aggressor);

    public static JsonArray ToLevels(IReadOnlyList<BookLevel> levels, bool hasOrders) =>
        new(levels.Select(JsonNode? (level) => hasOrders
            ? new JsonArray(level.Price, level.Size, level.Orders)
            : new JsonArray(level.Price, level.Size)).ToArray());

    /// <summary>A JSON value as the client's own tree.</summary>
    public static object? ToTree(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => ToMap(map),
        JsonArray array => array.Select(ToTree).ToList(),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.Number => node.GetValue<long>(),
            var kind => kind == JsonValueKind.True,
        },
    };

    public static WireMap ToMap(JsonObject map)
    {
        var tree = new WireMap();
        foreach (var (key, value) in map)
        {
            tree[key] = ToTree(value);
        }

        return tree;
    }

    public static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        WireMap map => new JsonObject(map.Select(
            static pair => new KeyValuePair<string, JsonNode?>(pair.Key, ToNode(pair.Value)))),
        List<object?> list => new JsonArray(list.Select(ToNode).ToArray()),
        string text => text,
        bool flag => flag,
        long integer => integer,
        double number => number,
        _ => throw new ArgumentException($"no JSON for {value}", nameof(value)),
    };

    private static JsonArray ToFlat(IReadOnlyList<BookLevel> levels, bool hasOrders = false) =>
        new(levels.SelectMany(level => hasOrders
            ? new JsonNode?[] { level.Price, level.Size, level.Orders }
            : [level.Price, level.Size]).ToArray());
}
