using System.Globalization;
using System.Text.RegularExpressions;
using MarketGateway.Testing;
using Microsoft.Playwright;

namespace MarketGateway.Tests.Dashboard;

/// <summary>What a trader does with the screen all day.</summary>
[Collection(Chromium.Name)]
public sealed class TraderTests(Chromium chromium)
{
    private const string Symbol = "ESH6";

    [Fact]
    public async Task Candles_begin_with_the_trades_that_the_gateway_still_has()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway, Symbol);
        foreach (var price in new[] { 10_000, 10_040, 9_970, 10_010 })
        {
            feed.Trade(Symbol, price, size: 5);
        }

        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard["#period"].SelectOptionAsync("3600");
        await dashboard.Expect(".readout").ToContainTextAsync("O 100.00  H 100.40  L 99.70  C 100.10  V 20");
        dashboard.IsClean();
    }

    [Fact]
    public async Task A_chart_without_trades_says_what_it_shows()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway, Symbol);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard.Expect(".chart-note").ToContainTextAsync("No trade yet");

        await dashboard["#chart-view"].SelectOptionAsync("depth");
        await dashboard.Expect("#chart .readout").ToContainTextAsync("30 levels");
        await dashboard["#chart-view"].SelectOptionAsync("heat");
        await dashboard.Expect("#chart .readout").ToContainTextAsync("brighter is larger");
        dashboard.IsClean();
    }

    [Fact]
    public async Task The_ladder_says_the_spread_in_three_ways_and_sums_up()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway, Symbol);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard["#depth"].SelectOptionAsync("5");
        await dashboard.Expect(".ladder-spread").ToContainTextAsync("0.022 ticks · 2.00 bpmid 100.000");
        var sums = await dashboard[".ladder-row[data-side=bid] em:nth-of-type(1)"].AllTextContentsAsync();
        Assert.Equal(["1", "3", "6", "10", "15"], sums);
    }

    [Fact]
    public async Task The_ladder_says_beside_a_size_of_how_many_orders_it_is_made_where_that_is_known()
    {
        await using var gateway = await MarketHarness.StartAsync();
        new NamedMarket(gateway, hasOrderCounts: true).Run(TimeSpan.FromSeconds(2));
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard["#depth"].SelectOptionAsync("5");
        await dashboard.Expect(".ladder-row[data-side=bid] .ask-size").ToHaveTextAsync(new Regex("^[1-9][0-9]*$"));
        var sizes = await dashboard[".ladder-row[data-side=bid] .bid-size"].AllTextContentsAsync();
        var orders = await dashboard[".ladder-row[data-side=bid] .ask-size"].AllTextContentsAsync();

        Assert.Equal(5, orders.Count);
        Assert.All(sizes.Zip(orders), level => Assert.InRange(
            int.Parse(level.Second, CultureInfo.InvariantCulture), 1, int.Parse(level.First, CultureInfo.InvariantCulture)));
        dashboard.IsClean();
    }

    [Fact]
    public async Task Anchored_prices_stay_while_the_market_moves_and_a_key_brings_it_to_the_middle()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway, Symbol);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard["#depth"].SelectOptionAsync("10");
        await dashboard.Expect(".ladder-row .at").ToHaveTextAsync("100.10");
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.Page.Keyboard.PressAsync("a");
        await dashboard.Expect(".ladder-row .at").ToHaveTextAsync("100.09");

        feed.Delta(Symbol, distance: 1, bidSize: 0, askSize: 7);
        var version = feed.Delta(Symbol, distance: 2, bidSize: 0, askSize: 8);
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-version", $"{version}");
        await dashboard.Expect(".ladder-row .at").ToHaveTextAsync("100.09");
        await dashboard.Page.Keyboard.PressAsync("c");
        await dashboard.Expect(".ladder-row .at").ToHaveTextAsync("100.07");
    }

    [Fact]
    public async Task A_price_alert_rings_once_when_the_market_crosses_it()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway, Symbol);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard["#depth"].SelectOptionAsync("5");
        // What is crossed later is on this side now: quotes come after the book.
        await dashboard.Expect(".watch-row .c-bid").ToHaveTextAsync("99.99");
        var price = dashboard.Page.Locator(".ladder-row", new() { HasTextString = "100.03" });
        await price.DblClickAsync();
        await Assertions.Expect(price).ToHaveAttributeAsync("data-marked", "");

        feed.Quote(Symbol, 10_010, 10_020);
        await Assertions.Expect(dashboard.Page).ToHaveTitleAsync("▲ ESH6 100.03");
        await dashboard.Expect("#spoken").ToHaveTextAsync("Price alert: ▲ ESH6 100.03");
        Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>(
            "() => Object.keys(JSON.parse(localStorage.getItem('desk')).alerts).length"));
    }

    [Fact]
    public async Task The_watch_list_sorts_by_any_column_and_shows_ones_own_list()
    {
        await using var gateway = await MarketHarness.StartAsync();
        foreach (var (symbol, bid) in new[] { ("A2", 9_000), ("A10", 9_500), ("A1", 9_900) })
        {
            Begin(gateway, symbol).Quote(symbol, bid, 10_100);
        }

        await using var dashboard = await chromium.OpenAsync(gateway.Address, "A2");
        await SymbolsAreAsync(dashboard, "A1", "A2", "A10");
        await dashboard[".watch-head [data-column=bid]"].ClickAsync();
        await SymbolsAreAsync(dashboard, "A1", "A10", "A2");

        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.Page.Keyboard.PressAsync("f");
        await dashboard["#list"].SelectOptionAsync("★");
        await SymbolsAreAsync(dashboard, "A2");
        await dashboard.Expect("#watch-foot").ToHaveTextAsync("1 of 3 instruments");
    }

    [Fact]
    public async Task The_tape_filters_by_side_and_stands_still_while_it_is_paused()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway, Symbol);
        feed.Trade(Symbol, 10_001);
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard.Expect(".tape-row").ToContainTextAsync("100.01");
        await dashboard["#tape .icon-button"].ClickAsync();
        feed.Trade(Symbol, 10_002);
        await dashboard.Expect("#last").ToHaveTextAsync("100.02");
        await dashboard.Expect("#tape .panel-foot").ToContainTextAsync("Held");
        await dashboard.Expect(".tape-row").ToContainTextAsync("100.01");

        await dashboard["#tape .icon-button"].ClickAsync();
        await dashboard.Expect(".tape-row").ToContainTextAsync("100.02");
        await dashboard["#tape select"].First.SelectOptionAsync("sell");
        await dashboard.Expect(".tape-row").ToBeHiddenAsync();
    }

    [Fact]
    public async Task Panels_of_other_symbols_stand_side_by_side_are_kept_and_travel_with_a_link()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway, Symbol);
        Begin(gateway, "NQH6");
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", Symbol);
        await dashboard["#pin-buttons button"].First.ClickAsync();
        await dashboard.Row("NQH6").ClickAsync();
        await dashboard["#pin-buttons button"].Nth(2).ClickAsync();
        await dashboard.Expect(".pinned .ladder").ToHaveAttributeAsync("data-symbol", Symbol);
        Assert.Equal([Symbol, "NQH6"], await dashboard[".pin-bar b"].AllTextContentsAsync());

        await dashboard[".pin-bar"].Nth(1).PressAsync("ArrowLeft");
        Assert.Equal(["NQH6", Symbol], await dashboard[".pin-bar b"].AllTextContentsAsync());
        await dashboard.Page.WaitForURLAsync("**panels=tape*NQH6*book*ESH6**");
        await dashboard.Page.ReloadAsync();
        await dashboard.Expect(".pinned .ladder").ToHaveAttributeAsync("data-symbol", Symbol);
        await dashboard[".pinned .pin-bar button"].First.ClickAsync();
        Assert.Equal(Symbol, Assert.Single(await dashboard[".pin-bar b"].AllTextContentsAsync()));
        dashboard.IsClean(wasReloaded: true);
    }

    [Fact]
    public async Task Switching_symbols_for_long_leaves_nothing_behind()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway, Symbol);
        Begin(gateway, "NQH6");
        await using var dashboard = await chromium.OpenAsync(gateway.Address, Symbol);
        await SwitchAsync(dashboard, times: 10);
        var before = await HeapAsync(dashboard.Page);
        await SwitchAsync(dashboard, times: 60);
        var grown = await HeapAsync(dashboard.Page) - before;
        Assert.InRange(grown, double.MinValue, 3e6);
    }

    private static async Task SwitchAsync(DashboardPage dashboard, int times)
    {
        for (var time = 0; time < times; time++)
        {
            var symbol = time % 2 == 0 ? "NQH6" : Symbol;
            await dashboard.Page.EvaluateAsync($"() => {{ location.hash = '#symbol={symbol}'; }}");
            await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", symbol);
        }
    }

    /// <summary>What is held after everything that nobody needs was collected; bytes.</summary>
    private static async Task<double> HeapAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        var usage = await session.SendAsync("Runtime.getHeapUsage");
        await session.DetachAsync();
        return usage!.Value.GetProperty("usedSize").GetDouble();
    }

    private static async Task SymbolsAreAsync(DashboardPage dashboard, params string[] symbols) =>
        await DashboardPage.EventuallyAsync($"the list is {string.Join(", ", symbols)}", async () =>
        {
            var shown = await dashboard.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('.watch-row:not([hidden])')]
                  .sort((one, other) => Number(one.ariaRowIndex) - Number(other.ariaRowIndex))
                  .map((row) => row.dataset.symbol)
                """);
            return shown.SequenceEqual(symbols);
        });

    private static HandFeed Begin(MarketHarness gateway, string symbol)
    {
        var feed = new HandFeed(gateway);
        feed.Define(symbol);
        feed.Snapshot(symbol, levels: 30);
        feed.Quote(symbol, 9_999, 10_001);
        return feed;
    }
}
