using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Tests.Security;

/// <summary>Who shows a token of the trusted key is let in, whichever way it comes; nobody else is.</summary>
public sealed class AuthenticationTests
{
    private const int Unauthorized = 4503;
    private const int TokenExpired = 4504;

    private readonly TokenMint _mint = new();

    [Theory]
    [InlineData("header")]
    [InlineData("subprotocol")]
    [InlineData("frame")]
    public async Task A_token_lets_a_client_in_whichever_way_it_comes(string way)
    {
        await using var gateway = await StartAsync();
        await using var client = await ConnectAsync(gateway, way, _mint.Make());
        Assert.Single((await SubscribeAsync(client, "ESH6"))["streams"]!.AsArray());
        await client.HasAsync("the quote", message => message is JsonArray);
    }

    [Theory]
    [InlineData("subprotocol")]
    [InlineData("frame")]
    public async Task A_worthless_token_closes_with_a_code_that_says_so(string way)
    {
        await using var gateway = await StartAsync();
        var closings = new List<(int Code, string Reason)?>();
        foreach (var (token, _, _) in Worthless())
        {
            await using var client = await ConnectAsync(gateway, way, token);
            await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
            closings.Add(client.Closed);
        }

        Assert.Equal(string.Join('\n', Worthless().Select(each => (each.Code, each.Reason))), string.Join('\n', closings));
    }

    [Fact]
    public async Task A_worthless_token_in_a_header_is_answered_401()
    {
        await using var gateway = await StartAsync();
        foreach (var (token, code, reason) in Worthless())
        {
            using var answer = await GetAsync(gateway, "/v1/instruments", token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal(code == TokenExpired ? "token_expired" : "unauthorized", (string)problem["code"]!);
            Assert.Equal(reason, (string)problem["detail"]!);
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(gateway, "header", token));
            Assert.Contains("HTTP/1.1 401", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Before_a_token_is_shown_only_signs_of_life_are_answered()
    {
        await using var gateway = await StartAsync();
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.RequestAsync(new { op = "hello", heartbeatMs = 250 });
        await client.RequestAsync(new { op = "ping" });
        await client.SendAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "*" } });
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((Unauthorized, "no token was shown yet; 'auth' comes first"), client.Closed);
        Assert.Equal(["welcome", "hello", "pong"], client.Messages.Select(message => (string)message["op"]!));
    }

    [Fact]
    public async Task Who_shows_no_token_in_time_is_closed()
    {
        await using var gateway = await StartAsync("--Sessions:AuthTimeout", "00:00:00.500");
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((Unauthorized, "no token was shown within 0.5 s"), client.Closed);
    }

    [Fact]
    public async Task A_session_ends_with_its_token_unless_another_was_shown()
    {
        await using var gateway = await StartAsync();
        await using var ends = await ConnectAsync(gateway, "header", _mint.Make(validFor: TimeSpan.FromSeconds(3)));
        await using var stays = await ConnectAsync(gateway, "header", _mint.Make(validFor: TimeSpan.FromSeconds(3)));
        var renewed = await stays.RequestAsync(new { op = "auth", token = _mint.Make() });
        Assert.Equal("desk7", (string)renewed["principal"]!);
        await ends.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal(TokenExpired, ends.Closed?.Code);
        Assert.Equal("pong", (string)(await stays.RequestAsync(new { op = "ping" }))["op"]!);
    }

    [Fact]
    public async Task A_session_cannot_become_another_clients()
    {
        await using var gateway = await StartAsync();
        await using var client = await ConnectAsync(gateway, "header", _mint.Make("desk7"));
        var answer = await client.AskAsync(new { op = "auth", token = _mint.Make("desk8") });
        Assert.Equal(("error", "unauthorized"), ((string)answer["op"]!, (string)answer["code"]!));
        Assert.Equal("pong", (string)(await client.RequestAsync(new { op = "ping" }))["op"]!);
    }

    [Fact]
    public async Task Health_needs_no_token_and_everything_below_v1_does()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "/healthz/ready", null)).StatusCode);
        foreach (var path in new[] { "/v1/instruments", "/v1/snapshot/quote/ESH6", "/v1/events?symbols=*", "/V1/instruments", "/%761/instruments" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(gateway, path, null)).StatusCode);
        }
    }

    [Fact]
    public async Task A_WebSocket_to_another_path_is_no_way_around_the_token()
    {
        await using var gateway = await StartAsync();
        var events = new UriBuilder(gateway.StreamAddress) { Path = "/v1/events", Query = "symbols=*" }.Uri;
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => WireClient.ConnectAsync(events));
        Assert.Contains("HTTP/1.1 401", refused.Message, StringComparison.Ordinal);
    }

    private List<(string Token, int Code, string Reason)> Worthless()
    {
        var confused = new SigningCredentials(
            new SymmetricSecurityKey(Encoding.UTF8.GetBytes(_mint.PublicPem)), SecurityAlgorithms.HmacSha256);
        const string Signature = "the token is not signed by a trusted key with an accepted algorithm";
        return
        [
            ("nonsense", Unauthorized, "it is not a JSON Web Token"),
            ("no.token.atall", Unauthorized, "the token is not valid"),
            (new TokenMint().Make(), Unauthorized, Signature),
            (TokenMint.MakeUnsigned(), Unauthorized, Signature),
            (_mint.Make(credentials: confused), Unauthorized, Signature),
            (_mint.Make(credentials: _mint.Credentials(SecurityAlgorithms.RsaSha512)), Unauthorized, Signature),
            (_mint.Make(audience: "another"), Unauthorized, "the token is not meant for this gateway ('aud')"),
            (_mint.Make(issuer: "https://other.test"), Unauthorized, "the token's issuer is not trusted ('iss')"),
            (_mint.Make(validFor: TimeSpan.FromHours(-1)), TokenExpired, "the token has expired; connect again with another"),
            (_mint.Make(symbols: [" A"]), Unauthorized, "the claim 'symbols' must be an array of symbols and patterns"),
            (_mint.Make(maxDepth: 0), Unauthorized, "the claim 'max_depth' must be an integer of at least 1"),
        ];
    }

    private async Task<MarketHarness> StartAsync(params string[] settings)
    {
        var gateway = await MarketHarness.StartAsync([.. _mint.Settings, .. settings]);
        var feed = new HandFeed(gateway, remembers: false);
        feed.Define("ESH6");
        feed.Quote("ESH6", 1, 2);
        return gateway;
    }

    private static async Task<WireClient> ConnectAsync(MarketHarness gateway, string way, string token)
    {
        var client = await WireClient.ConnectAsync(gateway.StreamAddress, new WireClientOptions
        {
            HeaderToken = way == "header" ? token : null,
            SubprotocolToken = way == "subprotocol" ? token : null,
        });
        if (way == "frame")
        {
            await client.SendAsync(new { op = "auth", token });
        }

        return client;
    }

    private static Task<JsonNode> SubscribeAsync(WireClient client, string symbol) =>
        client.RequestAsync(new { op = "subscribe", channel = "quote", symbols = new[] { symbol } });

    private static async Task<HttpResponseMessage> GetAsync(MarketHarness gateway, string path, string? token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
