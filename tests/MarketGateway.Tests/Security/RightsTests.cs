using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;
using MarketGateway.Tests.Sessions;

namespace MarketGateway.Tests.Security;

/// <summary>A token's claims say which symbols its owner may see, and how deep.</summary>
public sealed class RightsTests
{
    private readonly TokenMint _mint = new();

    [Fact]
    public async Task Only_allowed_symbols_come_named_by_pattern_or_later()
    {
        await using var gateway = await StartAsync();
        var feed = Feed(gateway, "ESH6", "NQH6");
        await using var client = await ConnectAsync(gateway, symbols: ["ES*"]);
        var named = await client.RequestAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "NQH6", "NONE", "*" } });
        Assert.Equal([("NQH6", "not_allowed"), ("NONE", "not_allowed")], Scene.Errors(named));
        Assert.Equal(["ESH6"], named["streams"]!.AsArray().Select(stream => (string)stream!["symbol"]!));
        Assert.Equal(1, (int)named["patterns"]![0]!["matched"]!);
        var once = await client.RequestAsync(new { op = "snapshot", channel = "quote", symbols = new[] { "NQH6" } });
        Assert.Equal([("NQH6", "not_allowed")], Scene.Errors(once));
        feed.Define("NQM6");
        feed.Define("ESM6");
        await Eventually.IsTrueAsync("the allowed one appears", () => client.Streams.Count == 2);
        Assert.Equal(["ESH6", "ESM6"], client.Streams.Select(stream => stream.Symbol).Order());
    }

    [Fact]
    public async Task Depth_is_brought_down_to_what_is_allowed_and_the_answer_says_so()
    {
        await using var gateway = await StartAsync();
        var feed = Feed(gateway, "ESH6");
        feed.Snapshot("ESH6", levels: 5);
        await using var client = await ConnectAsync(gateway, maxDepth: 2);
        foreach (var depth in new[] { 0, 3 })
        {
            var answer = await client.RequestAsync(new { op = "snapshot", channel = "book", symbols = new[] { "ESH6" }, depth });
            Assert.Equal(2, (int)answer["streams"]![0]!["depth"]!);
        }

        var held = await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "ESH6" }, depth = 1 });
        var updated = await client.RequestAsync(new { op = "update", streams = new[] { (int)held["streams"]![0]!["stream"]! }, depth = 9 });
        Assert.Equal(2, (int)updated["streams"]![0]!["depth"]!);
        var book = await GetAsync(gateway, "/v1/snapshot/book/ESH6", _mint.Make(maxDepth: 2));
        var body = JsonNode.Parse(await book.Content.ReadAsStringAsync())!;
        Assert.Equal((2, 2), ((int)body["depth"]!, body["bids"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_token_with_a_depth_sees_no_sums_of_levels_that_are_deeper()
    {
        await using var gateway = await StartAsync();
        Feed(gateway, "ESH6").Snapshot("ESH6", levels: 5);
        await using var client = await ConnectAsync(gateway, maxDepth: 1);
        foreach (var op in new[] { "subscribe", "snapshot" })
        {
            var answer = await client.RequestAsync(
                new { op, channel = "book", symbols = new[] { "ESH6", "E*" }, depth = 1, grouping = 1_000_000 });
            Assert.Empty(answer["streams"]!.AsArray());
            Assert.Equal([("ESH6", "not_allowed")], Scene.Errors(answer));
        }

        var held = await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "ESH6" }, grouping = 1 });
        var stream = (int)held["streams"]![0]!["stream"]!;
        var updated = await client.RequestAsync(new { op = "update", streams = new[] { stream }, grouping = 100 });
        Assert.Equal("not_allowed", (string)updated["errors"]![0]!["code"]!);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _mint.Make(maxDepth: 1));
        using var lines = new StreamReader(await http.GetStreamAsync(
            new Uri(gateway.Address, "/v1/events?symbols=ESH6&channel=book&depth=1&grouping=1000000")));
        Assert.Contains("\"code\":\"not_allowed\"", await LineAsync(lines, "subscribed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sums_of_levels_end_when_a_renewed_token_has_a_depth()
    {
        await using var gateway = await StartAsync();
        Feed(gateway, "ESH6").Snapshot("ESH6", levels: 5);
        await using var client = await ConnectAsync(gateway);
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "ESH6" }, depth = 1, grouping = 100 });
        await client.RequestAsync(new { op = "auth", token = _mint.Make(maxDepth: 5) });
        var ended = await client.HasAsync("which streams end", message => (string?)(message as JsonObject)?["op"] == "unsubscribed");
        Assert.Equal("not_allowed", (string)ended["errors"]![0]!["code"]!);
        Assert.Empty(client.Streams);
    }

    [Fact]
    public async Task Over_HTTP_too_only_allowed_symbols_are_shown()
    {
        await using var gateway = await StartAsync();
        Feed(gateway, "ESH6", "NQH6");
        var token = _mint.Make(symbols: ["ES*"]);
        var listed = JsonNode.Parse(await (await GetAsync(gateway, "/v1/instruments", token)).Content.ReadAsStringAsync())!;
        Assert.Equal(["ESH6"], listed["instruments"]!.AsArray().Select(instrument => (string)instrument!["symbol"]!));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "/v1/snapshot/quote/ESH6", token)).StatusCode);
        using var refused = await GetAsync(gateway, "/v1/snapshot/quote/NQH6", token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("not_allowed", (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!);
    }

    [Fact]
    public async Task With_fewer_rights_streams_end_and_the_client_is_told_why()
    {
        await using var gateway = await StartAsync();
        var feed = Feed(gateway, "ESH6", "NQH6");
        await using var client = await ConnectAsync(gateway);
        var held = await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "*" }, depth = 5 });
        var nasdaq = held["streams"]!.AsArray().Single(stream => (string)stream!["symbol"]! == "NQH6")!;
        await client.RequestAsync(new { op = "auth", token = _mint.Make(symbols: ["ES*"]) });
        var ended = await client.HasAsync("which streams end", message => (string?)(message as JsonObject)?["op"] == "unsubscribed");
        Assert.Null(ended["id"]);
        Assert.Equal(nasdaq["stream"]!.ToJsonString(), ended["streams"]![0]!.ToJsonString());
        Assert.Equal("not_allowed", (string)ended["errors"]![0]!["code"]!);
        Assert.Equal(["ESH6"], client.Streams.Select(stream => stream.Symbol));
        await client.RequestAsync(new { op = "auth", token = _mint.Make() });
        await Eventually.IsTrueAsync("the pattern brings it back", () => client.Streams.Count == 2);
        feed.Snapshot("NQH6");
        await Eventually.IsTrueAsync("its data comes", () => client.Book("NQH6").Version is not null);
        Assert.Empty(client.Violations);
    }

    private static async Task<string> LineAsync(StreamReader lines, string op)
    {
        while (true)
        {
            var line = await lines.ReadLineAsync().WaitAsync(Eventually.Patience, TimeProvider.System);
            if (line!.Contains($"\"op\":\"{op}\"", StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    private static HandFeed Feed(MarketHarness gateway, params string[] symbols)
    {
        var feed = new HandFeed(gateway, remembers: false);
        foreach (var symbol in symbols)
        {
            feed.Define(symbol);
            feed.Quote(symbol, 1, 2);
        }

        return feed;
    }

    private Task<MarketHarness> StartAsync() => MarketHarness.StartAsync([.. _mint.Settings]);

    private Task<WireClient> ConnectAsync(MarketHarness gateway, string[]? symbols = null, object? maxDepth = null) =>
        WireClient.ConnectAsync(
            gateway.StreamAddress, new WireClientOptions { HeaderToken = _mint.Make(symbols: symbols, maxDepth: maxDepth) });

    private static async Task<HttpResponseMessage> GetAsync(MarketHarness gateway, string path, string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }
}
