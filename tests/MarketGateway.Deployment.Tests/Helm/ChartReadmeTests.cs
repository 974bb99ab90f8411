using System.Text.Json;
using System.Text.RegularExpressions;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The chart's README, its values and their schema say the same.</summary>
public sealed partial class ChartReadmeTests
{
    private static readonly IReadOnlyList<(string Value, string Default, string Meaning)> Rows =
    [
        .. Row().Matches(Chart.Read("README.md")).Select(row => row.Groups)
            .Select(row => (row[1].Value, row[2].Value, row[3].Value)),
    ];

    [Fact]
    public void The_table_has_every_value_with_its_default()
    {
        var values = Rows.Select(row => (row.Value, JsonDocument.Parse(row.Default).RootElement)).ToList();

        Assert.NotEmpty(values);
        foreach (var (value, asWritten) in values)
        {
            Assert.True(
                JsonElement.DeepEquals(At(Chart.Values("{}"), value), asWritten),
                $"{value} is not {asWritten} by default");
        }

        Assert.Equal(Leaves(ValuesSchema.Document, ""), Rows.Select(row => row.Value));
    }

    [Fact]
    public void The_schema_describes_each_value_as_the_table_does() => Assert.All(Rows, row =>
    {
        var schema = row.Value.Split('.').Aggregate(
            ValuesSchema.Document, (place, name) => place.GetProperty("properties").GetProperty(name));
        Assert.Equal(row.Meaning, schema.GetProperty("description").GetString());
    });

    [Fact]
    public void The_schema_knows_no_value_without_a_default() =>
        Assert.All(Leaves(ValuesSchema.Document, ""), value => At(Chart.Values("{}"), value));

    private static JsonElement At(JsonElement values, string path) =>
        path.Split('.').Aggregate(values, (place, name) => place.GetProperty(name));

    /// <summary>The values that have a description; <c>global</c> is Helm's, not ours.</summary>
    private static IEnumerable<string> Leaves(JsonElement schema, string path) => schema.GetProperty("properties")
        .EnumerateObject()
        .Where(property => property.Name != "global")
        .SelectMany(property => property.Value.TryGetProperty("description", out _)
            ? [path + property.Name]
            : Leaves(property.Value, $"{path}{property.Name}."));

    [GeneratedRegex(@"^\| `([\w.]+)` \| `(.+?)` \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
