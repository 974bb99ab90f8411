using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Testing;
using Microsoft.Playwright;

namespace MarketGateway.Tests.Dashboard;

/// <summary>The dashboard in a real browser, against a real gateway whose market is fed by hand.</summary>
[Collection(Chromium.Name)]
public sealed class DashboardTests(Chromium chromium)
{
    private const string Symbol = "ESH6";

    [Fact]
    public async Task Prices_move_and_nothing_comes_from_elsewhere()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard.ConnectionIsAsync("live");

        foreach (var (bid, ask) in new[] { (9_990, 10_010), (9_991, 10_012), (9_989, 10_007) })
        {
            feed.Quote(Symbol, bid, ask);
            feed.Trade(Symbol, ask, size: 3);
            await Assertions.Expect(dashboard.Row(Symbol)).ToContainTextAsync(Text(bid));
            await Assertions.Expect(dashboard.Row(Symbol)).ToContainTextAsync(Text(ask));
            await dashboard.Expect("#last").ToHaveTextAsync(Text(ask));
            await dashboard.Expect(".tape-row").ToContainTextAsync(Text(ask));
        }

        await dashboard.Expect("#chart-plot canvas").ToBeVisibleAsync();
        dashboard.IsClean();
    }

    /// <summary>A heartbeat comes once a second: the time since it is not the age of what it tells of.</summary>
    [Fact]
    public async Task The_age_of_the_feed_is_what_the_heartbeat_says_until_the_next_one_is_overdue()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        var ages = await dashboard.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { StatusStrip } = await import('/app/shell/status-strip.js');
              return [900_000, 3_000_000].map((since) => {
                document.getElementById('gauges').replaceChildren();
                const heartbeat = { time: 50_000_000, topics: [{ newest: 49_970_000, lag: 0 }] };
                const client = {
                  state: 'live', heartbeat, gatewayTime: heartbeat.time + since, latency: { roundTripMs: 1 },
                  totals: { updates: 0, messages: 0, bytes: 0 },
                };
                new StatusStrip(client).paint(1, { verified: 0, failed: 0 });
                return document.getElementById('feed-age').textContent;
              });
            }
            """);
        Assert.Equal(["30 ms", "2.0 s"], ages);
    }

    [Fact]
    public async Task The_ladder_is_the_book_of_the_snapshot_endpoint_at_every_depth()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway);
        var random = new Random(7);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);

        foreach (var depth in new[] { 10, 20, 5 })
        {
            await dashboard["#depth"].SelectOptionAsync(depth.ToString(CultureInfo.InvariantCulture));
            long version = 0;
            for (var update = 0; update < 200; update++)
            {
                version = feed.RandomDelta(Symbol, random, levels: 3, prices: 40);
            }

            await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-version", $"{version}");
            Assert.Equal(await LadderOfSnapshotAsync(gateway, depth), await dashboard.ReadLadderAsync());
        }

        dashboard.IsClean();
    }

    [Fact]
    public async Task A_gapped_symbol_says_so_and_looks_it()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway);
        feed.Quote(Symbol, 9_990, 10_010);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", Symbol);
        await dashboard.Expect("#book .veil").ToBeHiddenAsync();

        var jump = new FeedUpdate();
        jump.Reset(FeedUpdateKind.BookDelta);
        (jump.Sequence, jump.PriceScale, jump.OccurredAt) = (1_000, 2, TimeProvider.System.GetUnixMicroseconds());
        jump.AddBid(new PriceLevel(9_995, 1));
        gateway.Apply(FeedTopic.Books, Symbol, jump);

        await dashboard.Expect("#book .veil").ToContainTextAsync("Gapped");
        await dashboard.Expect("#book .veil").ToContainTextAsync("sequence");
    }

    [Fact]
    public async Task A_gateway_that_died_and_came_back_is_survived_without_a_reload()
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var gateway = await MarketHarness.StartAsync("--Urls", url);
        Begin(gateway).Quote(Symbol, 9_990, 10_010);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await Assertions.Expect(dashboard.Row(Symbol)).ToContainTextAsync("99.90");
        await dashboard.Page.EvaluateAsync("() => { window.wasHereBefore = true; }");

        await gateway.DisposeAsync();
        await dashboard.ConnectionIsAsync("closed");
        await dashboard.Expect("#banner").ToContainTextAsync("Not connected");
        await dashboard.Expect("#connection").ToContainTextAsync("Disconnected");

        await using var successor = await MarketHarness.StartAsync("--Urls", url);
        successor.BeginEpoch("after");
        var feed = Begin(successor);
        feed.Quote(Symbol, 9_980, 10_020);
        await dashboard.ConnectionIsAsync("live");
        await dashboard.Expect("#banner").ToBeHiddenAsync();
        await Assertions.Expect(dashboard.Row(Symbol)).ToContainTextAsync("99.80");
        var version = feed.RandomDelta(Symbol, new Random(1));
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-version", $"{version}");
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => window.wasHereBefore === true"));
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway);
        foreach (var symbol in new[] { "AAPL", "MSFT", "MSTR" })
        {
            feed.Define(symbol, venue: "XNAS", assetClass: "equity");
            feed.Quote(symbol, 9_990, 10_010);
        }

        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await Assertions.Expect(dashboard.Row("MSTR")).ToBeVisibleAsync();
        var keyboard = dashboard.Page.Keyboard;

        await keyboard.PressAsync("/");
        await dashboard.Expect("#search").ToBeFocusedAsync();
        await keyboard.TypeAsync("ms");
        await dashboard.Expect("#watch-foot").ToHaveTextAsync("2 of 4 instruments");
        await keyboard.PressAsync("Enter");
        await dashboard.Expect("#symbol").ToHaveTextAsync("MSFT");
        await keyboard.PressAsync("ArrowDown");
        await dashboard.Expect("#symbol").ToHaveTextAsync("MSTR");
        await Assertions.Expect(dashboard.Row("MSTR")).ToHaveAttributeAsync("aria-selected", "true");
        await keyboard.PressAsync("Home");
        await dashboard.Expect("#symbol").ToHaveTextAsync("MSFT");

        await keyboard.PressAsync("/");
        await keyboard.PressAsync("Escape");
        await dashboard.Expect("#watch-foot").ToHaveTextAsync("4 instruments");
        await dashboard.Expect("#watch-list").ToBeFocusedAsync();
        await keyboard.PressAsync("t");
        await dashboard.Expect("html").ToHaveAttributeAsync("data-theme", "light");

        await dashboard["#venue"].SelectOptionAsync("XNAS");
        await dashboard.Expect("#watch-foot").ToHaveTextAsync("3 of 4 instruments");
        await dashboard["#asset-class"].SelectOptionAsync("future");
        await dashboard.Expect("#watch-foot").ToContainTextAsync("Nothing matches");
        dashboard.IsClean();
    }

    [Fact]
    public async Task On_a_phone_nothing_is_wider_than_the_screen()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway).Quote(Symbol, 9_990, 10_010);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol, width: 390, height: 844);
        await Assertions.Expect(dashboard.Row(Symbol)).ToContainTextAsync("ESH6");

        foreach (var part in new[] { "watch", "book", "chart", "tape", "speed" })
        {
            await dashboard[$"#pages [data-page={part}]"].ClickAsync();
            await dashboard.Expect($"#{part}").ToBeVisibleAsync();
            Assert.Equal(390, await dashboard.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        }

        dashboard.IsClean();
    }

    [Fact]
    public async Task Who_is_not_let_in_is_asked_for_a_token()
    {
        await using var gateway = await MarketHarness.StartAsync();
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard.Page.RouteAsync("**/v1/instruments", route => route.FulfillAsync(new() { Status = 401 }));
        await dashboard.Page.RouteWebSocketAsync("**/v1/stream", socket => _ = socket.CloseAsync(new() { Code = 4503 }));
        await dashboard.Page.ReloadAsync();

        await dashboard.Expect("#sign-in").ToBeVisibleAsync();
        await dashboard.Page.UnrouteAllAsync();
        await dashboard["#token"].FillAsync("a.b.c");
        await dashboard["#sign-in button"].ClickAsync();
        await dashboard.Expect("#sign-in").ToBeHiddenAsync();
        Assert.Equal("a.b.c", await dashboard.Page.EvaluateAsync<string>("() => sessionStorage.getItem('token')"));
    }

    private static HandFeed Begin(MarketHarness gateway)
    {
        var feed = new HandFeed(gateway);
        feed.Define(Symbol);
        feed.Snapshot(Symbol, levels: 30);
        return feed;
    }

    private static async Task<string[]> LadderOfSnapshotAsync(MarketHarness gateway, int depth)
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        var book = await http.GetFromJsonAsync<JsonNode>($"/v1/snapshot/book/{Symbol}?depth={depth}");
        var asks = book!["asks"]!.AsArray().Reverse();
        return [.. asks.Concat(book["bids"]!.AsArray()).Select(level => $"{Text((long)level![0]!)} x {level[1]}")];
    }

    /// <summary>Prices of the hand-fed market have two decimals.</summary>
    private static string Text(long price) => (price / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
