using System.Text.Json;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Http;

/// <summary>
/// Which instruments a query asks for: the keys of a request's <c>filter</c>, those of its maps with a point between
/// (<c>expiry.from</c>, <c>attributes.underlying</c>), and lists with commas between.
/// </summary>
internal static class FilterQuery
{
    private const string AttributePrefix = "attributes.";

    private const string ExpiryPrefix = "expiry.";

    private static readonly string[] ListKeys = ["venue", "assetClass", "currency"];

    private static readonly string[] DayKeys = [ExpiryPrefix + "from", ExpiryPrefix + "to"];

    /// <summary>Gets the keys that the query may have, those of attributes as a reader sees them.</summary>
    public static string[] Keys { get; } = [.. ListKeys, .. DayKeys, AttributePrefix + QueryKeys.AnyName];

    /// <summary>Says whether a key is one of a filter.</summary>
    public static bool IsKey(string key) =>
        ListKeys.Contains(key) || DayKeys.Contains(key) || key.StartsWith(AttributePrefix, StringComparison.Ordinal);

    /// <summary>Reads what a query asks for; null where that is all there is, or where it is wrong.</summary>
    public static AttributeFilter? Read(IQueryCollection query, int countMax, out RequestError? error)
    {
        error = null;
        if (!query.Keys.Any(IsKey))
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            Write(json, query);
        }

        using var document = JsonDocument.Parse(stream.GetBuffer().AsMemory(0, (int)stream.Length));
        return FilterReader.Read(document.RootElement, countMax, out error);
    }

    /// <summary>Writes the filter that a query stands for.</summary>
    public static void Write(Utf8JsonWriter json, IQueryCollection query)
    {
        json.WriteStartObject();
        foreach (var key in ListKeys.Where(query.ContainsKey))
        {
            WriteList(json, key, query[key].ToString());
        }

        json.WriteStartObject("attributes");
        foreach (var (key, value) in query.Where(pair => pair.Key.StartsWith(AttributePrefix, StringComparison.Ordinal)))
        {
            WriteList(json, key[AttributePrefix.Length..], value.ToString());
        }

        json.WriteEndObject();
        json.WriteStartObject("expiry");
        foreach (var key in DayKeys.Where(query.ContainsKey))
        {
            json.WriteString(key[ExpiryPrefix.Length..], query[key].ToString());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a text as the list that it stands for.</summary>
    public static void WriteList(Utf8JsonWriter json, string key, string value)
    {
        json.WriteStartArray(key);
        foreach (var item in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}
