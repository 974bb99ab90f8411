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

    [Fact]
    public async Task A_page_of_a_listed_origin_may_fetch_and_nobody_else_is_told_so()
    {
        const string Desk = "https://desk.example.com";
        await using var gateway = await MarketHarness.StartAsync("--WebSockets:AllowedOrigins:0", Desk);
        Assert.Equal((HttpStatusCode.OK, Desk), await FetchAsync(gateway, HttpMethod.Get, "/v1/instruments", Desk));
        Assert.Equal((HttpStatusCode.NoContent, Desk), await FetchAsync(gateway, HttpMethod.Options, "/v1/ticket", Desk));
        var own = $"http://{gateway.Address.Authority}";
        Assert.Equal((HttpStatusCode.OK, ""), await FetchAsync(gateway, HttpMethod.Get, "/v1/instruments", own));
        const string Evil = "https://evil.example.com";
        Assert.Equal((HttpStatusCode.Forbidden, ""), await FetchAsync(gateway, HttpMethod.Get, "/v1/instruments", Evil));
        Assert.Equal("", (await FetchAsync(gateway, HttpMethod.Options, "/v1/ticket", Evil)).AllowedOrigin);
    }

    [Fact]
    public async Task Before_a_page_shows_its_token_its_browser_is_told_without_one_that_it_may()
    {
        var mint = new TokenMint();
        await using var gateway = await MarketHarness.StartAsync(
            [.. mint.Settings, "--WebSockets:AllowedOrigins:0", "*"]);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(gateway.Address, "/v1/ticket"));
        request.Headers.Add("Origin", "https://desk.example.com");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["https://desk.example.com"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains("Authorization", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.Contains("POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    private static async Task<(HttpStatusCode Status, string AllowedOrigin)> FetchAsync(
        MarketHarness gateway, HttpMethod method, string path, string origin)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(gateway.Address, path));
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
        }

        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values)
            ? string.Join(", ", values) : "");
    }

    private static async Task IsRefusedAsync(MarketHarness gateway, string origin)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(gateway, origin));
        Assert.Contains("HTTP/1.1 403", refused.Message, StringComparison.Ordinal);
    }

    private static Task<WireClient> ConnectAsync(MarketHarness gateway, string? origin) =>
        WireClient.ConnectAsync(gateway.StreamAddress, new WireClientOptions { Origin = origin });
}
