using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text.Json.Nodes;

namespace MarketGateway.Tools.Conform;

/// <summary>Messages of a gateway, written down as the text of schemas/wire has them.</summary>
internal static class Wire
{
    public static string Welcome(string epoch) =>
        $$"""
        {"op":"welcome","protocol":1,"session":"conform","epoch":"{{epoch}}","time":0,"heartbeatMs":20000,"limits":
        {"requestBytes":1048576,"subscriptions":1000,"patterns":100,"depth":10000,"history":1000,
        "requestsPerSecond":100,"sessions":100,"resyncMs":100} }
        """.ReplaceLineEndings("");

    public const string Heartbeat = """{"op":"heartbeat","time":0,"topics":[]}""";

    /// <summary>An entry of <c>subscribed</c>; <paramref name="more"/> are members that differ, after a comma.</summary>
    public static JsonObject Entry(
        int stream, string symbol = "ESH6", string channel = "book", string more = "{}")
    {
        var entry = JsonNode.Parse(
            $$"""
            {"symbol":"{{symbol}}","stream":{{stream}},"channel":"{{channel}}",
             "depth":{{(channel == "book" ? 5 : 0)}},"intervalMs":0,"history":0,"grouping":0,
             "fields":{{(channel == "quote" ? 15 : 0)}},"minPriceMove":0,"minTradeSize":0,"priceScale":2,"sizeScale":0,
             "tickSize":25,"generation":"0.2.0","state":"live","reason":"ok","since":0,"start":"snapshot"}
            """)!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(more)!.AsObject())
        {
            entry[key] = value?.DeepClone();
        }

        return entry;
    }

    public static string Subscribed(JsonNode? id, params JsonObject[] entries) => new JsonObject
    {
        ["op"] = "subscribed",
        ["id"] = id?.DeepClone(),
        ["streams"] = new JsonArray([.. entries]),
        ["resumed"] = new JsonArray(),
        ["errors"] = new JsonArray(),
        ["patterns"] = new JsonArray(),
        ["more"] = false,
    }.ToJsonString();

    public static string Resumed(JsonNode? id, string brief) =>
        $$"""
        {"op":"subscribed","id":{{id?.ToJsonString() ?? "null"}},"streams":[],"resumed":[{{brief}}],"errors":[],
        "patterns":[],"more":false}
        """.ReplaceLineEndings("");

    public static string Resynced(JsonObject request) =>
        $$"""
        {"op":"resynced","id":{{request["id"]!.ToJsonString()}},
        "streams":{{request["streams"]!.ToJsonString()}},"errors":[]}
        """.ReplaceLineEndings("");

    /// <summary>A book message; <paramref name="held"/> is what the client must hold after it, bids then asks.</summary>
    public static string Book(
        int kind, int stream, long? from, long to, long[] bids, long[] asks, (long[] Bids, long[] Asks)? held = null)
    {
        var (heldBids, heldAsks) = held ?? (bids, asks);
        return $"[{kind},{stream},{Nil(from)},{to},{(from is null ? 0 : 1)},0,[{string.Join(',', bids)}],"
            + $"[{string.Join(',', asks)}],{Checksum([.. heldBids, .. heldAsks])}]";
    }

    /// <summary>A data message with elements behind it, the last of which is the time of its newest update.</summary>
    public static string Stamped(string message, string more) => $"{message[..^1]},{more}]";

    public static uint Checksum(params long[] values)
    {
        var bytes = new byte[values.Length * 8];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * 8), values[i]);
        }

        return Crc32.HashToUInt32(bytes);
    }

    private static string Nil(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";
}
