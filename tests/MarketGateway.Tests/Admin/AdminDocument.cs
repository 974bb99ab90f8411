using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using YamlDotNet.Serialization;

namespace MarketGateway.Tests.Admin;

/// <summary>schemas/admin/openapi.yaml: what it names, and whether an answer is as it says.</summary>
internal static class AdminDocument
{
    private static readonly JsonNode Document = Read();

    /// <summary>Gets each address with each of its methods.</summary>
    public static IEnumerable<string> Calls =>
        from path in Document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where method.Key != "parameters"
        select $"{method.Key.ToUpperInvariant()} {path.Key}";

    /// <summary>Gets what the document says against an answer, each with the place.</summary>
    public static IReadOnlyList<string> Complaints(string schema, string answer)
    {
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$defs"] = Document["components"]!["schemas"]!.DeepClone(),
            ["$ref"] = $"#/$defs/{schema}",
        };
        var text = root.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        var verdict = JsonSchema.FromText(text).Evaluate(
            JsonDocument.Parse(answer).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return verdict.IsValid
            ? []
            :
            [
                .. (verdict.Details ?? []).Where(detail => detail.Errors is not null)
                    .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")),
            ];
    }

    private static JsonNode Read()
    {
        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", "admin", "openapi.yaml")));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml))!;
    }
}
