using System.Net;
using System.Net.Sockets;
using MarketGateway.Diagnostics;
using MarketGateway.Hosting;
using MarketGateway.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MarketGateway.Tests.Diagnostics;

/// <summary>Clients have a port and operators have one, and neither answers what is the other's.</summary>
public sealed class MetricsEndpointTests(KafkaFixture kafka)
{
    [Fact]
    public async Task Metrics_are_told_on_their_own_port_only_and_health_on_both()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, await kafka.CreateTopicsAsync(1), "--Metrics:Url", "http://127.0.0.1:0");
        Assert.NotEqual(gateway.Address.Port, gateway.MetricsAddress.Port);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.MetricsAddress, "/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.Address, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.MetricsAddress, "/healthz/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.Address, "/healthz/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.Address, "/v1/instruments"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.MetricsAddress, "/v1/instruments"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.MetricsAddress, "/v1/stream"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.MetricsAddress, "/"));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/metrics/")]
    [InlineData("/metrics/x")]
    [InlineData("/Metrics/x/y")]
    [InlineData("/%6detrics/")]
    public async Task No_path_of_operators_answers_on_the_clients_port_whatever_follows_it(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, await kafka.CreateTopicsAsync(1), "--Metrics:Url", "http://127.0.0.1:0");

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.Address, path));
    }

    [Theory]
    [InlineData("live", "live")]
    [InlineData("ready", "ready")]
    [InlineData("startup", "started")]
    public async Task Health_says_yes_or_no_to_clients_and_why_to_operators(string probe, string yes)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, await kafka.CreateTopicsAsync(1), "--Metrics:Url", "http://127.0.0.1:0");
        using var http = new HttpClient();
        await gateway.Feed.WhenReady;

        string clients = await http.GetStringAsync(new Uri(gateway.Address, $"/healthz/{probe}"));
        string operators = await http.GetStringAsync(new Uri(gateway.MetricsAddress, $"/healthz/{probe}"));

        Assert.Equal($"{{\"status\":\"{yes}\"}}", clients);
        Assert.StartsWith($"{{\"status\":\"{yes}\",", operators, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_address_that_is_taken_stops_the_start_with_the_name_of_its_setting()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string url = $"http://{other.LocalEndpoint}";
        await using var gateway = GatewayApplication.Build(
            ["--Urls", "http://127.0.0.1:0", "--Metrics:Url", url, "--Kafka:EmbeddedPartitions", "1"]);

        var failed = await Assert.ThrowsAsync<IOException>(() => gateway.StartAsync());
        await gateway.StopAsync();

        string message = EndReason.OfListening(
            failed, gateway.Services.GetRequiredService<MetricsEndpoint>(), gateway.Configuration)!;
        Assert.Contains(url, message, StringComparison.Ordinal);
        Assert.Contains("--Metrics:Url", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_free_until_somebody_listens_there()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.False(new MetricsAddress($"http://localhost:{port}", port).IsFree());
        other.Stop();
        Assert.True(new MetricsAddress($"http://localhost:{port}", port).IsFree());
    }

    [Theory]
    [InlineData("localhost", "it must be an address such as http://localhost:9464")]
    [InlineData("ftp://localhost:9464", "it must be an address such as http://localhost:9464")]
    [InlineData("http://localhost:18081", "Urls has port 18081 too")]
    public void What_is_wrong_with_the_setting_is_said_before_the_start(string url, string complaint)
    {
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(
            ["--Urls", "http://localhost:18081", "--Metrics:Url", url]));

        Assert.StartsWith($"Metrics:Url is '{url}'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, wrong.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(Uri address, string path)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.GetAsync(new Uri(address, path));
        return answer.StatusCode;
    }
}
