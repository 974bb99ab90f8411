using System.Text.Json;
using MarketGateway.Http;

namespace MarketGateway.Shards;

/// <summary><c>GET /v1/shards</c>: which symbols live where (schemas/wire, section 7).</summary>
internal static class ShardsEndpoint
{
    private const string Path = "/v1/shards";

    public static void MapShards(this IEndpointRouteBuilder routes) => routes.MapGet(Path, WriteAsync);

    private static async Task WriteAsync(HttpContext context, ShardMap map)
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
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value);
    }
}
