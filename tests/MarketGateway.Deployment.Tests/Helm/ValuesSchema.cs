using System.Text.Json;
using Json.Schema;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The chart's <c>values.schema.json</c>, by which Helm refuses values.</summary>
internal static class ValuesSchema
{
    public static JsonElement Document { get; } = JsonDocument.Parse(Chart.Read("values.schema.json")).RootElement;

    private static readonly JsonSchema Schema = JsonSchema.FromText(Chart.Read("values.schema.json"));

    /// <summary>What the schema says against values, each with the place.</summary>
    public static IReadOnlyList<string> Complaints(JsonElement values)
    {
        var verdict = Schema.Evaluate(values, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (verdict.IsValid)
        {
            return [];
        }

        return
        [
            .. (verdict.Details ?? [])
                .Where(detail => detail.Errors is not null)
                .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")),
        ];
    }
}
