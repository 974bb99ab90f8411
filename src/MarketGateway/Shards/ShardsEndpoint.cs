using System.Text.Json;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Sessions;
using MarketGateway.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MarketGateway.Shards;

/// <summary><c>GET /v1/shards</c>: which symbols live where (schemas/wire, section 7).</summary>
internal static class ShardsEndpoint
{
    private const string Path = "/v1/shards";

    public static void MapShards(this IEndpointRouteBuilder routes) => routes.MapGet(Path, WriteAsync);

    private static async Task WriteAsync(HttpContext context, ShardMap map, Market market)
    {
        if (QueryKeys.TryRefuse(context, Path) is { } refusal)
        {
            await refusal;
            return;
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("placement", map.Shards.Count == 0 ? "none" : map.IsByPartition ? "murmur2" : "directory");
        WriteNumber(json, "partitionCount", map.IsByPartition ? map.PartitionCount : null);
        json.WriteString("self", map.Self?.Name);
        json.WriteStartArray("shards");
        foreach (var shard in map.Shards)
        {
            json.WriteStartObject();
            json.WriteString("name", shard.Name);
            json.WriteString("url", shard.Url);
            json.WritePropertyName("partitions");
            JsonSerializer.Serialize(json, shard.Partitions);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteAliases(json, market, context.Features.GetRequiredFeature<SessionAdmission>().Rights ?? SessionRights.None);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes the names that stand for symbols which the client may see: they say nothing of where these live.
    /// </summary>
    private static void WriteAliases(Utf8JsonWriter json, Market market, SessionRights rights)
    {
        var names = market.Aliases.All
            .Where(pair => rights.Allows(market.Aliases.Follow(pair.Key, out _) ?? pair.Value))
            .Select(static pair => pair.Key).ToArray();
        if (names.Length > 0)
        {
            json.WritePropertyName("aliases");
            JsonSerializer.Serialize(json, names);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value);
    }
}
