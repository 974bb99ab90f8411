using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Security;

/// <summary>A ticket is for one event stream, and opens nothing for longer than its token does.</summary>
public sealed class TicketTests
{
    private readonly TokenMint _mint = new();

    [Fact]
    public async Task A_ticket_opens_one_event_stream()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(gateway, token: null)).Status);
        var ticket = await TicketAsync(gateway, _mint.Make());
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(gateway, $"/v1/events?symbols=ESH6&ticket={ticket}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(gateway, $"/v1/events?symbols=ESH6&ticket={ticket}"));
    }

    [Theory]
    [InlineData("/v1/instruments?ticket=")]
    [InlineData("/v1/snapshot/quote/ESH6?ticket=")]
    [InlineData("/v1/stream?ticket=")]
    [InlineData("/v1/nothing?ticket=")]
    public async Task A_ticket_opens_nothing_else(string path)
    {
        await using var gateway = await StartAsync();
        var ticket = await TicketAsync(gateway, _mint.Make());
        Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(gateway, path + ticket));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(gateway, $"/v1/events?symbols=ESH6&ticket={ticket}"));
    }

    [Fact]
    public async Task A_ticket_is_never_given_for_a_ticket()
    {
        await using var gateway = await StartAsync();
        var ticket = await TicketAsync(gateway, _mint.Make());
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(gateway, token: null, $"?ticket={ticket}")).Status);
    }

    [Fact]
    public async Task A_ticket_ends_with_its_token_and_so_does_what_it_opened()
    {
        await using var gateway = await StartAsync();
        var token = _mint.Make(validFor: TimeSpan.FromSeconds(3));
        var (_, given) = await PostAsync(gateway, token);
        var inTenSeconds = TimeProvider.System.GetUtcNow().AddSeconds(10).ToUnixTimeMilliseconds() * 1000;
        Assert.InRange((long)given["expiresAt"]!, 0, inTenSeconds);
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var events = await http.GetAsync(
            new Uri($"/v1/events?symbols=ESH6&ticket={given["ticket"]}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
        var ended = await Assert.ThrowsAnyAsync<Exception>(
            () => events.Content.ReadAsStringAsync().WaitAsync(Eventually.Patience, TimeProvider.System));
        Assert.IsNotType<TimeoutException>(ended);
    }

    [Fact]
    public async Task A_ticket_works_on_every_replica_that_shares_the_key_and_on_no_other()
    {
        string[] key = ["--Authentication:TicketKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))];
        await using var gave = await StartAsync(key);
        await using var takes = await StartAsync(key);
        await using var stranger = await StartAsync();
        var ticket = await TicketAsync(gave, _mint.Make(symbols: ["ES*"], maxDepth: 5));
        Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(stranger, $"/v1/events?symbols=ESH6&ticket={ticket}"));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(takes, $"/v1/events?symbols=ESH6&ticket={ticket}"));
    }

    [Fact]
    public async Task A_principal_has_a_few_tickets_at_a_time_and_is_told_when_there_is_another()
    {
        await using var gateway = await StartAsync("--Authentication:TicketsPerPrincipalMax", "2");
        var first = await TicketAsync(gateway, _mint.Make());
        await TicketAsync(gateway, _mint.Make());
        using var refused = await SendAsync(gateway, _mint.Make(), "");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        await TicketAsync(gateway, _mint.Make("another"));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(gateway, $"/v1/events?symbols=ESH6&ticket={first}"));
        await TicketAsync(gateway, _mint.Make());
    }

    private async Task<MarketHarness> StartAsync(params string[] settings)
    {
        var gateway = await MarketHarness.StartAsync([.. _mint.Settings, .. settings]);
        new HandFeed(gateway, remembers: false).Define("ESH6");
        return gateway;
    }

    private static async Task<string> TicketAsync(MarketHarness gateway, string token)
    {
        var (status, body) = await PostAsync(gateway, token);
        Assert.Equal(HttpStatusCode.OK, status);
        return (string)body["ticket"]!;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(
        MarketHarness gateway, string? token, string query = "")
    {
        using var answer = await SendAsync(gateway, token, query);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private static async Task<HttpResponseMessage> SendAsync(MarketHarness gateway, string? token, string query)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/v1/ticket" + query));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    private static async Task<HttpStatusCode> OpenAsync(MarketHarness gateway, string path)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(gateway.Address, path), HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
