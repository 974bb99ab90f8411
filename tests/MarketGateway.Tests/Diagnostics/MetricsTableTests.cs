using System.Diagnostics;
using System.Text.RegularExpressions;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Diagnostics;

/// <summary>
/// What the table of metrics, the alert rules and the dashboard say of metrics, held against what a gateway with a client tells.
/// </summary>
public sealed partial class MetricsTableTests(KafkaFixture kafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Told by the runtime only once there was one.</summary>
    private const string Exceptions = "dotnet_exceptions_total";

    /// <summary>Told only where tokens are checked with the keys of an issuer.</summary>
    private const string KeysAge = "marketgateway_authentication_keys_age_seconds";

    /// <summary>Told only where there is one.</summary>
    private const string CertificateExpiry = "marketgateway_certificate_expiry_timestamp_seconds";

    [Fact]
    public async Task The_table_of_series_is_what_a_scrape_tells_and_the_other_way_round()
    {
        Scrape scrape = await ScrapeAsync();
        string page = Path.Combine(RepositoryRoot.Path, "src", "MarketGateway", "Diagnostics", "README.md");
        var table = TableRow().Matches(File.ReadAllText(page)).ToDictionary(
            row => row.Groups[1].Value, row => (Type: row.Groups[2].Value, Labels: LabelsOf(row.Groups[4].Value)));

        Assert.Empty(scrape.Types.Keys.Except(table.Keys));
        Assert.Empty(table.Keys.Except(scrape.Types.Keys).Except([Exceptions, KeysAge, CertificateExpiry]));
        foreach ((string name, string type) in scrape.Types)
        {
            Assert.Equal($"{name} {type}", $"{name} {table[name].Type}");
            var labels = scrape.Samples.Where(sample => IsOf(sample.Name, name, type))
                .SelectMany(sample => sample.Labels.Keys).Where(label => label != "le").Distinct().Order();
            Assert.Equal($"{name}: {string.Join(' ', labels)}", $"{name}: {string.Join(' ', table[name].Labels)}");
        }
    }

    [Fact]
    public async Task Everything_that_the_alert_rules_and_the_dashboard_ask_for_is_told()
    {
        Scrape scrape = await ScrapeAsync();
        var told = scrape.Samples.Select(sample => sample.Name).Append(Exceptions).Append(KeysAge).Append(CertificateExpiry).ToHashSet();
        string chart = Path.Combine(RepositoryRoot.Path, "helm", "market-gateway");
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(chart, "rules"), "*.yaml"),
            .. Directory.GetFiles(Path.Combine(chart, "dashboards"), "*.json"),
            .. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "tests", "prometheus"), "*.yaml"),
        ];
        Assert.True(files.Length >= 3, "there are rules, their tests and a dashboard");
        foreach (string file in files)
        {
            var asked = MetricName().Matches(File.ReadAllText(file)).Select(name => name.Value).Distinct().ToList();
            Assert.NotEmpty(asked);
            Assert.Empty(asked.Except(told).Select(name => $"{Path.GetFileName(file)} asks for {name}"));
        }
    }

    [Fact]
    public async Task Promtool_has_nothing_to_say_against_a_scrape()
    {
        Scrape scrape = await ScrapeAsync();
        var promtool = new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process? process = TryStart(promtool);
        Assert.SkipWhen(process is null, "promtool is not installed (Debian's package prometheus has it).");

        await process!.StandardInput.WriteAsync(scrape.Text);
        process.StandardInput.Close();
        string complaints = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(("", 0), (complaints.Trim(), process.ExitCode));
    }

    /// <summary>No series is per symbol or per client: their number must not follow that of either.</summary>
    [Fact]
    public async Task No_label_has_more_values_than_its_closed_set()
    {
        Scrape scrape = await ScrapeAsync();
        string[] closed =
        [
            "topic", "partition", "reason", "code", "kind", "state", "channel", "phase", "pace", "le", "version",
            "cpu_mode", "gc_heap_generation", "error_type", "way", "outcome", "path", "source", "commit",
        ];
        Assert.Empty(scrape.Samples.SelectMany(sample => sample.Labels.Keys).Distinct().Except(closed));
        Assert.DoesNotContain(scrape.Samples, sample => sample.Labels.Values.Contains("ESH4"));
    }

    /// <summary>A gateway with a record of every kind and a client, so that every histogram has something to tell.</summary>
    private async Task<Scrape> ScrapeAsync()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        string audit = topics.Books.Replace(".books", ".audit", StringComparison.Ordinal);
        await kafka.CreateTopicAsync(audit, 1);
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, topics, "--Metrics:Url", "http://127.0.0.1:0", "--WebSockets:PingInterval", "00:00:01",
            "--Audit:Topic", audit);
        await gateway.Feed.WhenReady.WaitAsync(Patience);
        await kafka.Publisher.PublishAsync(topics.Instruments, "ESH4", FeedUpdates.Instrument());
        await kafka.Publisher.PublishAsync(topics.Books, "ESH4", FeedUpdates.Snapshot(1));
        await Eventually.IsTrueAsync("the symbol is there", () => gateway.Market.Find("ESH4") is not null, Patience);
        await using WireClient client = await WireClient.ConnectAsync(
            gateway.StreamAddress, new WireClientOptions { Acknowledges = true });
        await client.RequestAsync(new { op = "hello", window = 8 });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "ESH4" } });
        GC.Collect();
        long sequence = 2;
        Scrape? scrape = null;
        await Eventually.IsTrueAsync("every histogram has a sample", async () =>
        {
            await kafka.Publisher.PublishAsync(topics.Books, "ESH4", FeedUpdates.Delta(sequence++));
            scrape = await Scrape.OfAsync(gateway.MetricsAddress);
            return scrape.Types.Values.Count(type => type == "histogram") == 7;
        }, Patience);
        return scrape!;
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static bool IsOf(string sample, string name, string type) => type == "histogram"
        ? sample == $"{name}_bucket" || sample == $"{name}_sum" || sample == $"{name}_count"
        : sample == name;

    private static string[] LabelsOf(string cell) => [.. Code().Matches(cell).Select(code => code.Groups[1].Value).Order()];

    [GeneratedRegex(@"^\| `((?:marketgateway|dotnet)_\w+)` \| (\w+) \|([^|]*)\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b(?:marketgateway|dotnet)_\w+(?<!_)\b(?!\.)")]
    private static partial Regex MetricName();
}
