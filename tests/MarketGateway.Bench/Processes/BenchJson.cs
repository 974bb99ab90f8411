using System.Text.Json;

namespace MarketGateway.Bench.Processes;

/// <summary>How processes of the benchmark, and its reports, write JSON.</summary>
internal static class BenchJson
{
    public static JsonSerializerOptions Line { get; } = new(JsonSerializerDefaults.Web);

    public static JsonSerializerOptions Pretty { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}
