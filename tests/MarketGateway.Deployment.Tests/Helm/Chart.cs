using System.Text.Json;
using System.Text.Json.Nodes;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The chart of the repository, and the value sets that it is tried with.</summary>
internal static class Chart
{
    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "helm", "market-gateway");

    /// <summary>Gets the value sets of <c>ci/</c>, by name.</summary>
    public static TheoryData<string> ValueSets { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Folder, "ci"), "*-values.yaml").Select(NameOf).Order(StringComparer.Ordinal),
    ];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    public static string ValueSet(string name) => Read(Path.Combine("ci", $"{name}-values.yaml"));

    /// <summary>The values of a release as Helm makes them: the chart's, with those of a value set laid over.</summary>
    public static JsonElement Values(string valueSet)
    {
        var values = JsonNode.Parse(Yaml.Parse(Read("values.yaml")).GetRawText())!.AsObject();
        Lay(JsonNode.Parse(Yaml.Parse(valueSet).GetRawText()) as JsonObject ?? [], values);
        return JsonSerializer.SerializeToElement(values);
    }

    private static void Lay(JsonObject over, JsonObject values)
    {
        foreach (var (name, value) in over)
        {
            if (value is JsonObject inner && values[name] is JsonObject below)
            {
                Lay(inner, below);
            }
            else
            {
                values[name] = value?.DeepClone();
            }
        }
    }

    private static string NameOf(string path) => Path.GetFileName(path)[..^"-values.yaml".Length];
}
