using System.Globalization;
using System.Text.RegularExpressions;

namespace MarketGateway.Tests.Diagnostics;

/// <summary>One answer of /metrics, read as Prometheus reads it.</summary>
internal sealed partial class Scrape
{
    private Scrape(string text, Dictionary<string, string> types, List<Sample> samples)
    {
        Text = text;
        Types = types;
        Samples = samples;
    }

    /// <summary>Gets it as it came.</summary>
    public string Text { get; }

    /// <summary>Gets the metrics by name, with their type.</summary>
    public IReadOnlyDictionary<string, string> Types { get; }

    public IReadOnlyList<Sample> Samples { get; }

    public static async Task<Scrape> OfAsync(Uri address)
    {
        using var http = new HttpClient();
        return Parse(await http.GetStringAsync(address));
    }

    public static Scrape Parse(string text)
    {
        var types = new Dictionary<string, string>();
        var samples = new List<Sample>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (TypeLine().Match(line) is { Success: true } type)
            {
                types.Add(type.Groups[1].Value, type.Groups[2].Value);
            }
            else if (line[0] != '#')
            {
                var parts = SampleLine().Match(line);
                Assert.True(parts.Success, line);
                var labels = Label().Matches(parts.Groups[2].Value).ToDictionary(
                    label => label.Groups[1].Value, label => label.Groups[2].Value);
                samples.Add(new Sample(
                    parts.Groups[1].Value, labels, double.Parse(parts.Groups[3].Value, CultureInfo.InvariantCulture)));
            }
        }

        return new Scrape(text, types, samples);
    }

    /// <summary>Gets the value of one series, labels as in <c>topic=ticks,partition=0</c>; null when it is not there.</summary>
    public double? Find(string name, string labels = "")
    {
        var wanted = labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(label => label.Split('=')).ToArray();
        var found = Samples.Where(sample => sample.Name == name &&
            wanted.All(label => sample.Labels.GetValueOrDefault(label[0]) == label[1])).ToList();
        Assert.True(found.Count <= 1, $"{name} with {labels} is one series, not {found.Count}");
        return found.Count == 0 ? null : found[0].Value;
    }

    /// <summary>Gets the value of a series that must be there.</summary>
    public double this[string name, string labels = ""] =>
        Find(name, labels) ?? throw new KeyNotFoundException($"there is no {name} with {labels}");

    [GeneratedRegex(@"^# TYPE (\w+) (\w+)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^(\w+)(?:\{(.*)\})? (\S+)$")]
    private static partial Regex SampleLine();

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"")]
    private static partial Regex Label();

    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
