using System.Net;
using MarketGateway.Hosting;
using MarketGateway.Security;
using MarketGateway.Testing;
using Microsoft.AspNetCore.Http;

namespace MarketGateway.Tests.Security;

/// <summary>A page whose name was made to lead to this machine reads nothing: the gateway is not called that.</summary>
public sealed class HostTests
{
    [Theory]
    [InlineData("/v1/instruments")]
    [InlineData("/v1/stream")]
    [InlineData("/")]
    public async Task The_demo_answers_under_the_names_of_this_machine_only(string path)
    {
        await using var gateway = await MarketHarness.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(gateway, path, "evil.example.com"));
        Assert.NotEqual(HttpStatusCode.BadRequest, await AskAsync(gateway, path, "localhost"));
        Assert.NotEqual(HttpStatusCode.BadRequest, await AskAsync(gateway, path, $"127.0.0.1:{gateway.Address.Port}"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, "/healthz/live", "10.0.0.1"));
    }

    [Fact]
    public async Task Names_can_be_listed()
    {
        await using var gateway = await MarketHarness.StartAsync("--AllowedHosts", "market.example.com;*.desk.test");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, "/v1/instruments", "market.example.com"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, "/v1/instruments", "a.desk.test:8080"));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(gateway, "/v1/instruments", "localhost"));
    }

    [Theory]
    [InlineData("localhost", "localhost", true)]
    [InlineData("localhost", "LOCALHOST:80", true)]
    [InlineData("localhost", "127.8.0.1", true)]
    [InlineData("localhost", "[::1]:8080", true)]
    [InlineData("localhost", "", true)]
    [InlineData("localhost", "localhost.evil.test", false)]
    [InlineData("localhost", "10.0.0.1", false)]
    [InlineData("*", "anything", true)]
    [InlineData("*.desk.test", "a.b.desk.test", true)]
    [InlineData("*.desk.test", "desk.test", false)]
    [InlineData("*.desk.test", "evildesk.test", false)]
    public void A_host_is_one_of_ours_or_not(string allowed, string host, bool isOurs) =>
        Assert.Equal(isOurs, new HostPolicy([allowed]).Allows(new HostString(host)));

    [Fact]
    public void What_can_be_no_name_stops_the_start()
    {
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(["--AllowedHosts", "https://market.example.com"]));
        Assert.StartsWith("AllowedHosts has 'https://market.example.com'", wrong.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(MarketHarness gateway, string path, string host)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, path)) { Headers = { Host = host } };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
