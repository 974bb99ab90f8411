using System.Net;
using System.Text.Json.Nodes;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Security;

/// <summary>A page may read with its user's browser only where it was served or is listed.</summary>
public sealed class OriginTests
{
    [Fact]
    public async Task Pages_of_other_origins_are_refused_and_told_the_setting()
    {
        await using var gateway = await MarketHarness.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/v1/instruments"));
        request.Headers.Add("Origin", "https://evil.example.com");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("origin_not_allowed", (string)problem["code"]!);
        Assert.Equal(
            $"pages of 'https://evil.example.com' may not read from {gateway.Address.Authority}; WebSockets:AllowedOrigins lists those that may",
            (string)problem["detail"]!);
        await IsRefusedAsync(gateway, "https://evil.example.com");
        await IsRefusedAsync(gateway, "null");
        await IsRefusedAsync(gateway, $"http://{gateway.Address.Host}:{gateway.Address.Port + 1}");
    }

    [Fact]
    public async Task Scripts_pages_of_the_gateway_and_listed_origins_are_let_in()
    {
        await using var gateway = await MarketHarness.StartAsync("--WebSockets:AllowedOrigins:0", "https://desk.example.com");
        foreach (var origin in new[] { null, $"http://{gateway.Address.Authority}", "https://desk.example.com" })
        {
            await using var client = await ConnectAsync(gateway, origin);
            await client.RequestAsync(new { op = "ping" });
        }
    }

    private static async Task IsRefusedAsync(MarketHarness gateway, string origin)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(gateway, origin));
        Assert.Contains("HTTP/1.1 403", refused.Message, StringComparison.Ordinal);
    }

    private static Task<WireClient> ConnectAsync(MarketHarness gateway, string? origin) =>
        WireClient.ConnectAsync(gateway.StreamAddress, new WireClientOptions { Origin = origin });
}
