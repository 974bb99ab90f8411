using System.Globalization;
using System.Text.Json;
using MarketGateway.Core.Sessions;
using MarketGateway.Tools;

namespace MarketGateway.Deployment.Tests.Containers;

/// <summary>
/// compose.yaml fits the repository, the image and itself. That it fits Compose's schema, tests/deployment checks.
/// </summary>
public sealed class ComposeTests
{
    private static readonly JsonElement Compose = Yaml.ParseFile("compose.yaml");

    private static readonly JsonElement Services = Compose.GetProperty("services");

    private static readonly JsonElement Gateway = Services.GetProperty("gateway");

    [Fact]
    public void What_is_mounted_exists() => Assert.All(
        All("volumes"),
        volume => Assert.True(Path.Exists(Path.Combine(RepositoryRoot.Path, volume.GetString()!.Split(':')[0])), volume.ToString()));

    [Fact]
    public void A_configuration_that_is_used_is_defined() => Assert.All(
        All("configs"),
        config => Assert.Contains(
            config.GetProperty("source").GetString()!,
            Compose.GetProperty("configs").EnumerateObject().Select(defined => defined.Name)));

    [Fact]
    public void What_is_waited_for_is_a_service() => Assert.All(
        Services.EnumerateObject().Where(service => service.Value.TryGetProperty("depends_on", out _)),
        service => Assert.All(
            NamesOf(service.Value.GetProperty("depends_on")),
            name => Assert.True(Services.TryGetProperty(name, out _), name)));

    [Fact]
    public void Images_are_built_from_stages_that_exist() => Assert.All(
        Services.EnumerateObject().Where(service => service.Value.TryGetProperty("build", out _)),
        service => Assert.Contains(
            service.Value.GetProperty("build").GetProperty("target").GetString(), Dockerfile.Stages));

    [Fact]
    public void Only_this_machine_can_connect() => Assert.All(
        All("ports"), port => Assert.StartsWith("127.0.0.1:", port.GetString(), StringComparison.Ordinal));

    [Fact]
    public async Task The_gateway_takes_its_settings_and_embeds_nothing()
    {
        var environment = new Dictionary<string, string>(Dockerfile.GatewayEnvironment);
        foreach (var variable in Gateway.GetProperty("environment").EnumerateObject())
        {
            environment[variable.Name] = variable.Value.ToString();
        }

        await using var gateway = GatewaySettings.Read(environment);

        Assert.Contains(
            Services.EnumerateObject(),
            service => gateway.Configuration["Kafka:BootstrapServers"] == $"{service.Name}:9092");
        Assert.Equal(["8080"], PortsInside(Gateway));
    }

    [Fact]
    public void The_gateway_may_drain_before_it_is_killed()
    {
        var grace = Gateway.GetProperty("stop_grace_period").GetString()!;

        var seconds = int.Parse(grace.TrimEnd('s'), CultureInfo.InvariantCulture);
        Assert.True(TimeSpan.FromSeconds(seconds) > new DrainOptions().HardStop);
    }

    [Fact]
    public void Our_containers_cannot_write_and_have_no_capability() => Assert.All(["gateway", "market"], name =>
    {
        Assert.True(Services.GetProperty(name).GetProperty("read_only").GetBoolean());
        Assert.Equal("ALL", Services.GetProperty(name).GetProperty("cap_drop")[0].GetString());
    });

    [Fact]
    public void Prometheus_scrapes_the_internal_port_and_reads_the_rules_of_the_chart()
    {
        var prometheus = ConfigOf("prometheus");
        var job = prometheus.GetProperty("scrape_configs")[0];
        var target = job.GetProperty("static_configs")[0].GetProperty("targets")[0];
        var port = new Uri(Dockerfile.GatewayEnvironment["MarketGateway__Metrics__Url"].Replace('*', 'x')).Port;

        Assert.Equal($"gateway:{port}", target.GetString());
        Assert.Equal(
            MountOf("prometheus", "./helm/market-gateway/rules") + "/*.yaml",
            prometheus.GetProperty("rule_files")[0].GetString());
    }

    [Fact]
    public void Grafana_shows_the_dashboards_of_the_chart_from_that_Prometheus()
    {
        var source = ConfigOf("grafana-datasource").GetProperty("datasources")[0];
        var provider = ConfigOf("grafana-dashboards").GetProperty("providers")[0];

        Assert.Equal("http://prometheus:9090", source.GetProperty("url").GetString());
        Assert.True(source.GetProperty("isDefault").GetBoolean());
        Assert.Equal(
            MountOf("grafana", "./helm/market-gateway/dashboards"),
            provider.GetProperty("options").GetProperty("path").GetString());
    }

    [Fact]
    public async Task The_market_is_simulated_with_options_that_mgw_has()
    {
        using var help = new StringWriter();
        var market = Services.GetProperty("market");
        var command = market.GetProperty("command").EnumerateArray().Select(word => word.ToString()).ToList();

        Assert.Equal(0, await MgwCommandLine.RunAsync([command[0], "--help"], help, help));
        Assert.All(
            command.Where(word => word.StartsWith("--", StringComparison.Ordinal)),
            option => Assert.Contains(option, help.ToString(), StringComparison.Ordinal));
    }

    private static JsonElement ConfigOf(string name) =>
        Yaml.Parse(Compose.GetProperty("configs").GetProperty(name).GetProperty("content").GetString()!);

    private static string MountOf(string service, string folder) =>
        Services.GetProperty(service).GetProperty("volumes").EnumerateArray()
            .Select(volume => volume.GetString()!.Split(':')).Single(volume => volume[0] == folder)[1];

    private static IEnumerable<string> PortsInside(JsonElement service) =>
        service.GetProperty("ports").EnumerateArray().Select(port => port.GetString()!.Split(':')[^1]);

    private static IEnumerable<JsonElement> All(string field) => Services.EnumerateObject()
        .SelectMany(service => service.Value.TryGetProperty(field, out var items) ? items.EnumerateArray() : []);

    private static IEnumerable<string> NamesOf(JsonElement services) => services.ValueKind == JsonValueKind.Array
        ? services.EnumerateArray().Select(name => name.GetString()!)
        : services.EnumerateObject().Select(service => service.Name);
}
