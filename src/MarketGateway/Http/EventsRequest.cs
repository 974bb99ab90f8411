using System.Globalization;
using System.Text.Json;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Http;

/// <summary>
/// Turns the query of <c>GET /v1/events</c> into the requests of schemas/wire that it stands for, so that both ways in
/// share one set of rules and errors.
/// </summary>
internal static class EventsRequest
{
    private static readonly string[] ListKeys = ["symbols", "fields"];

    private static readonly string[] HelloKeys = ["heartbeatMs", "stamps"];

    /// <summary>Gets the keys that the query may have: those of the requests, as far as a text can say them.</summary>
    public static string[] Keys { get; } =
    [
        .. ListKeys, "channel", "depth", "intervalMs", "history", "grouping", "orders", "minPriceMove", "merge",
        "minTradeSize",
        .. FilterQuery.Keys, .. HelloKeys, "id",
    ];

    /// <summary>Makes the <c>hello</c>; null when the query asks for nothing of the kind.</summary>
    public static byte[]? Hello(IQueryCollection query) => HelloKeys.Any(query.ContainsKey)
        ? Write(json =>
        {
            json.WriteString("op", "hello");
            foreach (var key in HelloKeys.Where(query.ContainsKey))
            {
                WriteValue(json, key, query[key].ToString());
            }
        })
        : null;

    public static byte[] Subscribe(IQueryCollection query, ResumeOffer? resume) => Write(json =>
    {
        json.WriteString("op", "subscribe");
        if (!query.ContainsKey("channel"))
        {
            json.WriteString("channel", "quote");
        }

        foreach (var (key, value) in query.Where(pair => !HelloKeys.Contains(pair.Key) && !FilterQuery.IsKey(pair.Key)))
        {
            if (ListKeys.Contains(key))
            {
                FilterQuery.WriteList(json, key, value.ToString());
            }
            else
            {
                WriteValue(json, key, value.ToString());
            }
        }

        if (query.Keys.Any(FilterQuery.IsKey))
        {
            json.WritePropertyName("filter");
            FilterQuery.Write(json, query);
        }

        WriteResume(json, resume);
    });

    private static void WriteResume(Utf8JsonWriter json, ResumeOffer? resume)
    {
        if (resume is null)
        {
            return;
        }

        json.WriteStartObject("resume");
        json.WriteString("epoch", resume.Epoch);
        json.WriteStartObject("partitions");
        foreach (var (partition, seen) in resume.Partitions)
        {
            json.WriteStartArray(partition.ToString(CultureInfo.InvariantCulture));
            json.WriteNumberValue(seen.Offset);
            json.WriteStringValue(seen.Identities.ToString("x", CultureInfo.InvariantCulture));
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartObject("streams");
        foreach (var (symbol, point) in resume.Streams)
        {
            json.WriteStartArray(symbol);
            json.WriteNumberValue(point.Version);
            WriteEdge(json, point.BidEdge);
            WriteEdge(json, point.AskEdge);
            json.WriteStringValue(point.Generation);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEdge(Utf8JsonWriter json, long? edge)
    {
        if (edge is { } price)
        {
            json.WriteNumberValue(price);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>What looks like an integer or a boolean is one; all else is text, and the request's rules say what is wrong.</summary>
    private static void WriteValue(Utf8JsonWriter json, string key, string value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            json.WriteNumber(key, number);
        }
        else if (value is "true" or "false")
        {
            json.WriteBoolean(key, value == "true");
        }
        else
        {
            json.WriteString(key, value);
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
