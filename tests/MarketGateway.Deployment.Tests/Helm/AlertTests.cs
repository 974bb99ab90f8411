using System.Text.Json;
using System.Text.RegularExpressions;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>What every alert must have for who is woken by it; when each fires is promtool's to test.</summary>
public sealed partial class AlertTests
{
    private static readonly IReadOnlyList<JsonElement> Rules =
    [
        .. Yaml.ParseFile(Path.Combine(Chart.Folder, "rules", "marketgateway.rules.yaml"))
            .GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()),
    ];

    public static TheoryData<string> Alerts { get; } =
        [.. Rules.Where(rule => rule.TryGetProperty("alert", out _)).Select(rule => Text(rule, "alert"))];

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_says_how_urgent_it_is_and_whose(string alert)
    {
        var labels = Find(alert).GetProperty("labels");

        Assert.Contains(Text(labels, "severity"), new[] { "page", "ticket" });
        Assert.Contains(Text(labels, "scope"), new[] { "release", "replica" });
        Assert.False(
            Text(labels, "severity") == "page" && Text(labels, "scope") == "replica",
            "a replica alone wakes nobody: the others serve its clients");
    }

    /// <summary>Whoever aggregates to other labels would send an alert that nobody can route.</summary>
    [Fact]
    public void Every_rule_keeps_the_release_and_those_of_a_replica_its_pod()
    {
        foreach (var rule in Rules)
        {
            var expression = Text(rule, "expr");
            var isOfReplica = rule.TryGetProperty("labels", out var labels) && Text(labels, "scope") == "replica";
            var kept = Kept().Matches(expression).Select(match => match.Groups[1].Value).ToList();
            Assert.All(kept, by => Assert.StartsWith(
                isOfReplica ? "namespace, job, pod, instance" : "namespace, job", by, StringComparison.Ordinal));
            Assert.True(
                kept.Count > 0 || expression.Contains("marketgateway:", StringComparison.Ordinal)
                    || expression.StartsWith("absent(", StringComparison.Ordinal) || rule.TryGetProperty("record", out _),
                expression);
        }
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void The_runbook_says_what_is_seen_meant_to_be_done_and_when_it_worked(string alert)
    {
        var section = Section().Split(Chart.Read("rules/README.md")).SingleOrDefault(
            text => text.StartsWith($"{alert}\n", StringComparison.Ordinal));

        Assert.NotNull(section);
        Assert.Equal(
            $"helm/market-gateway/rules/README.md#{alert.ToLowerInvariant()}",
            Text(Find(alert).GetProperty("annotations"), "runbook_url"));
        Assert.All(
            ["**You see**", "**It means**", "**do**", "**It worked**"],
            part => Assert.Contains(part, section, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Promtool_tests_it(string alert) => Assert.Contains(
        Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "tests", "prometheus"), "*.test.yaml"),
        file => Regex.IsMatch(File.ReadAllText(file), $@"{alert}\b"));

    [Fact]
    public async Task Links_of_an_installed_rule_lead_to_where_the_runbook_is_read()
    {
        var release = await ChartRenderer.RenderAsync("production");
        var runbook = Text(Chart.Values(Chart.ValueSet("production"))
            .GetProperty("monitoring").GetProperty("prometheusRule"), "runbookUrl");

        Assert.All(
            release.Single<PrometheusRule>().Spec.Groups.SelectMany(group => group.Rules).Where(rule => rule.Alert is not null),
            rule => Assert.Equal($"{runbook}#{rule.Alert!.ToLowerInvariant()}", rule.Annotations["runbook_url"]));
    }

    private static JsonElement Find(string alert) => Rules.Single(
        rule => rule.TryGetProperty("alert", out var name) && name.GetString() == alert);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [GeneratedRegex(@"\b(?:by|on) \(([^)]*)\)")]
    private static partial Regex Kept();

    [GeneratedRegex("^### ", RegexOptions.Multiline)]
    private static partial Regex Section();
}
