using System.Text.Json.Nodes;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>Writes subscribe requests that offer where an earlier connection stood.</summary>
internal static class ResumeOffers
{
    public static JsonObject Subscribe(string channel, IEnumerable<string> symbols, WireClient? earlier, int depth = 0)
    {
        var request = new JsonObject
        {
            ["op"] = "subscribe",
            ["channel"] = channel,
            ["symbols"] = new JsonArray([.. symbols.Select(symbol => (JsonNode)symbol)]),
        };
        if (depth > 0)
        {
            request["depth"] = depth;
        }

        var offered = earlier?.Streams
            .Where(stream => stream.Channel == channel && stream.Depth == depth && stream.Version is not null)
            .ToList() ?? [];
        if (offered.Count > 0)
        {
            var points = new JsonObject();
            offered.ForEach(stream => points[stream.Symbol] = stream.ResumePoint());
            request["resume"] = new JsonObject { ["epoch"] = earlier!.Epoch, ["streams"] = points };
        }

        return request;
    }
}
