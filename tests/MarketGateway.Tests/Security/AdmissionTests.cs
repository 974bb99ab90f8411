using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Security;

/// <summary>How many sessions and requests one client may have, and how little before it has shown who it is.</summary>
public sealed class AdmissionTests
{
    private const int TooManySessions = 4003;

    private readonly TokenMint _mint = new();

    [Fact]
    public async Task Who_has_shown_no_token_takes_no_place_of_those_who_have()
    {
        await using var gateway = await StartAsync("--Sessions:SessionsMax", "1", "--Sessions:UnadmittedMax", "2");
        await using var first = await WireClient.ConnectAsync(gateway.StreamAddress);
        await using var second = await WireClient.ConnectAsync(gateway.StreamAddress);
        await first.RequestAsync(new { op = "ping" });
        await second.RequestAsync(new { op = "ping" });
        await IsRefusedAsync(gateway, token: null, "limits.unadmitted (2) sessions have shown no token yet already");
        await using var known = await ConnectAsync(gateway, _mint.Make());
        Assert.Equal("pong", (string)(await known.RequestAsync(new { op = "ping" }))["op"]!);
        await first.SendAsync(new { op = "auth", token = _mint.Make() });
        await first.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((TooManySessions, "limits.sessions (1) sessions are open on this replica already"), first.Closed);
        await using var third = await WireClient.ConnectAsync(gateway.StreamAddress);
        Assert.Equal("pong", (string)(await third.RequestAsync(new { op = "ping" }))["op"]!);
    }

    [Fact]
    public async Task One_address_has_so_many_sessions_without_a_token()
    {
        await using var gateway = await StartAsync("--Sessions:UnadmittedPerAddressMax", "1");
        await using var first = await WireClient.ConnectAsync(gateway.StreamAddress);
        await first.RequestAsync(new { op = "ping" });
        await IsRefusedAsync(gateway, token: null, "limits.unadmittedPerAddress (1) sessions from 127.0.0.1 have shown no token yet already");
        await first.RequestAsync(new { op = "auth", token = _mint.Make() });

        // The answer to a token may come a moment before the place is given back.
        await Eventually.IsTrueAsync("the place is free", async () =>
        {
            await using var second = await WireClient.ConnectAsync(gateway.StreamAddress);
            return await Answers(second);
        });
    }

    [Fact]
    public async Task One_principal_has_so_many_sessions_whichever_way_it_comes()
    {
        await using var gateway = await StartAsync("--Sessions:SessionsPerPrincipalMax", "1");
        await using var first = await ConnectAsync(gateway, _mint.Make());
        await first.RequestAsync(new { op = "ping" });
        const string Full = "limits.sessionsPerPrincipal (1) sessions of 'desk7' are open on this replica already";
        await IsRefusedAsync(gateway, _mint.Make(), Full);
        await using var late = await WireClient.ConnectAsync(gateway.StreamAddress);
        await late.SendAsync(new { op = "auth", token = _mint.Make() });
        await late.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((TooManySessions, Full), late.Closed);
        await using var another = await ConnectAsync(gateway, _mint.Make("desk8"));
        await another.RequestAsync(new { op = "ping" });
        await first.CloseAsync();
        await Eventually.IsTrueAsync("the place is free", async () =>
        {
            await using var next = await ConnectAsync(gateway, _mint.Make());
            return await Answers(next);
        });
    }

    [Fact]
    public async Task One_address_has_so_many_sessions_where_nobody_shows_who_it_is()
    {
        await using var gateway = await MarketHarness.StartAsync("--Sessions:SessionsPerAddressMax", "1");
        await using var first = await WireClient.ConnectAsync(gateway.StreamAddress);
        await first.RequestAsync(new { op = "ping" });
        await IsRefusedAsync(gateway, token: null, "limits.sessionsPerAddress (1) sessions from 127.0.0.1 are open on this replica already");
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.0.0.1", false)]
    public async Task Who_comes_by_a_trusted_proxy_is_counted_by_its_own_address(string trusted, bool isBelieved)
    {
        await using var gateway = await MarketHarness.StartAsync(
            "--Sessions:HttpRequestsPerAddressMax", "1", "--WebSockets:TrustedProxies:0", trusted);
        var statuses = new List<HttpStatusCode>();
        foreach (var client in new[] { "192.0.2.1", "192.0.2.2", "192.0.2.1" })
        {
            using var http = new HttpClient { BaseAddress = gateway.Address };
            http.DefaultRequestHeaders.Add("X-Forwarded-For", client);
            using var answer = await http.GetAsync(new Uri("/v1/instruments", UriKind.Relative));
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(
            [HttpStatusCode.OK, isBelieved ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests],
            statuses);
    }

    [Fact]
    public async Task A_full_gateway_answers_event_streams_503_and_says_when_to_come_back()
    {
        await using var gateway = await MarketHarness.StartAsync("--Sessions:SessionsMax", "1");
        await using var first = await WireClient.ConnectAsync(gateway.StreamAddress);
        await first.RequestAsync(new { op = "ping" });
        using var refused = await GetAsync(gateway, "/v1/events?symbols=*", token: null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Equal("too_many_sessions", (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!);
        await first.CloseAsync();
        await Eventually.IsTrueAsync("the place is free", async () =>
        {
            using var answer = await GetAsync(gateway, "/v1/events?symbols=*", token: null);
            return answer.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task Before_a_token_is_shown_a_request_holds_as_much_as_a_token_needs()
    {
        await using var gateway = await StartAsync();
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.SendBytesAsync(new byte[(20 << 10) + 1]);
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((4501, "a request of more than limits.unadmittedBytes (20480)"), client.Closed);
        await using var known = await ConnectAsync(gateway, _mint.Make());
        await known.SendBytesAsync(new byte[(20 << 10) + 1]);
        Assert.Equal("pong", (string)(await known.RequestAsync(new { op = "ping" }))["op"]!);
    }

    [Fact]
    public async Task Requests_that_are_not_whole_hold_so_much_in_all_sessions_of_a_principal()
    {
        await using var gateway = await StartAsync("--Sessions:RequestBytesPerPrincipalMax", "131072");
        await using var first = await ConnectAsync(gateway, _mint.Make());
        await using var second = await ConnectAsync(gateway, _mint.Make());
        await first.SendUnfinishedAsync(100_000);
        await Eventually.IsTrueAsync("it is held", () => gateway.RequestBytesOf("desk7") == 131_072);
        await second.SendUnfinishedAsync(100_000);
        await second.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal(
            (4501, "this client's requests that are not whole yet are more than limits.requestBytesPerPrincipal (131072)"),
            second.Closed);
        await using var another = await ConnectAsync(gateway, _mint.Make("desk8"));
        await another.SendBytesAsync(new byte[60_000]);
        Assert.Equal("pong", (string)(await another.RequestAsync(new { op = "ping" }))["op"]!);

        // What is whole, or gone with its session, is held no more.
        await first.DisposeAsync();
        await Eventually.IsTrueAsync("there is room again", () => gateway.RequestBytesOf("desk7") == 0);
        Assert.Equal(0, gateway.RequestBytesOf("desk8"));
    }

    [Theory]
    [InlineData("--Sessions:HttpRequestsPerAddressMax", "limits.httpRequestsPerAddress (3) requests from 127.0.0.1 came")]
    [InlineData("--Sessions:HttpRequestsPerPrincipalMax", "limits.httpRequestsPerPrincipal (3) requests of 'desk7' came")]
    public async Task Requests_beyond_the_limit_are_answered_429_and_told_when_to_ask_again(string setting, string why)
    {
        await using var gateway = await StartAsync(setting, "3");
        for (var count = 0; count < 3; count++)
        {
            using var granted = await GetAsync(gateway, "/v1/instruments", _mint.Make());
            Assert.Equal(HttpStatusCode.OK, granted.StatusCode);
        }

        using var refused = await GetAsync(gateway, "/v1/instruments", _mint.Make());
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal("rate_limited", (string)problem["code"]!);
        Assert.StartsWith(why, (string)problem["detail"]!, StringComparison.Ordinal);
        using var other = await GetAsync(gateway, "/healthz/ready", token: null);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Every_limit_is_told_with_the_number_that_holds()
    {
        await using var gateway = await StartAsync(
            "--Sessions:ConnectionsMax", "123", "--Sessions:UnadmittedMax", "7", "--Sessions:MessageTimeout", "00:00:09");
        await using var client = await ConnectAsync(gateway, _mint.Make());
        var welcome = await client.HasAsync("the limits", message => (string?)message["op"] == "welcome");
        var limits = welcome["limits"]!;
        Assert.Equal((123, 7, 9000, 116), (
            (int)limits["connections"]!, (int)limits["unadmitted"]!, (int)limits["messageMs"]!, (int)limits["sessions"]!));
    }

    private static async Task<bool> Answers(WireClient client)
    {
        try
        {
            await client.RequestAsync(new { op = "ping" });
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task IsRefusedAsync(MarketHarness gateway, string? token, string why)
    {
        await using var refused = await ConnectAsync(gateway, token);
        await refused.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((TooManySessions, why), refused.Closed);
    }

    private Task<MarketHarness> StartAsync(params string[] settings) =>
        MarketHarness.StartAsync([.. _mint.Settings, .. settings]);

    private static Task<WireClient> ConnectAsync(MarketHarness gateway, string? token) =>
        WireClient.ConnectAsync(gateway.StreamAddress, new WireClientOptions { HeaderToken = token });

    private static async Task<HttpResponseMessage> GetAsync(MarketHarness gateway, string path, string? token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
