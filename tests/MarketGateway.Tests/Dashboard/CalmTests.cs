using MarketGateway.Testing;
using Microsoft.Playwright;

namespace MarketGateway.Tests.Dashboard;

/// <summary>Nothing on the screen moves, and what glows costs next to nothing, while the market is at its busiest.</summary>
[Collection(Chromium.Name)]
public sealed class CalmTests(Chromium chromium)
{
    [Fact]
    public async Task Nothing_moves_in_a_busy_market()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var market = new NamedMarket(gateway);
        market.Run(TimeSpan.FromSeconds(2));
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "BTC-USD", script: Measures.Watch);
        await SettleAsync(dashboard, market);

        await market.RunLiveAsync(80);
        await NothingMovedAsync(dashboard);
        dashboard.IsClean();
    }

    [Fact]
    public async Task Nothing_moves_when_the_connection_is_cut_and_comes_back()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var market = new NamedMarket(gateway);
        market.Run(TimeSpan.FromSeconds(2));
        await using var dashboard = await chromium.OpenAsync(
            gateway.Address, "ESH6", script: Measures.Watch + Cuttable);
        await SettleAsync(dashboard, market);

        await dashboard.Page.EvaluateAsync("() => window.cut()");
        await dashboard.ConnectionIsAsync("closed");
        await dashboard.Expect("#banner").ToBeVisibleAsync();
        await dashboard.Expect("#spoken").ToContainTextAsync("Not connected");
        await dashboard.Page.EvaluateAsync("() => window.mend()");
        await dashboard.ConnectionIsAsync("live");
        await dashboard.Expect("#banner").ToBeHiddenAsync();
        await dashboard.Expect("#spoken").ToHaveTextAsync("Prices are live.");
        await market.RunLiveAsync(20);
        await NothingMovedAsync(dashboard);
    }

    [Fact]
    public async Task Drawing_asks_for_no_style_lays_out_once_a_frame_and_lets_a_tenth_glow()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var market = new NamedMarket(gateway);
        market.Run(TimeSpan.FromSeconds(2));
        await using var dashboard = await chromium.OpenAsync(
            gateway.Address, "ESH6", width: 1920, height: 1900, script: Measures.Watch);
        await SettleAsync(dashboard, market);
        await using var browser = await PerformanceSession.StartAsync(dashboard.Page);
        await dashboard.Page.EvaluateAsync(Measures.CountFrames);

        var layoutsBefore = await browser.ReadAsync("LayoutCount");
        var framesBefore = await dashboard.Page.EvaluateAsync<double>("() => window.framesDrawn ?? 0");
        var glowing = dashboard.Page.EvaluateAsync<double>(Measures.GlowingShare);
        await market.RunLiveAsync(40);
        var layouts = await browser.ReadAsync("LayoutCount") - layoutsBefore;
        var frames = await dashboard.Page.EvaluateAsync<double>("() => window.framesDrawn") - framesBefore;

        Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>("() => window.measured.styles"));
        Assert.InRange(layouts / frames, 0, 1.5);
        Assert.InRange(await glowing, 0.001, 0.1);
    }

    /// <summary>Until everything stands where it belongs; what comes then is counted.</summary>
    private static async Task SettleAsync(DashboardPage dashboard, NamedMarket market)
    {
        await dashboard.ConnectionIsAsync("live");
        await dashboard.Expect("#chart-plot canvas").ToBeVisibleAsync();
        await market.RunLiveAsync(30);
        await dashboard.Page.EvaluateAsync(Measures.Reset);
    }

    private static async Task NothingMovedAsync(DashboardPage dashboard)
    {
        var shift = await dashboard.Page.EvaluateAsync<double>("() => window.measured.shift");
        var moved = await dashboard.Page.EvaluateAsync<string[]>("() => window.measured.moved.slice(0, 6)");
        Assert.True(shift < 0.002, $"a shift of {shift}: {string.Join("; ", moved)}");
    }

    /// <summary>Runs before the page: its sockets can be cut, and none opens until they are mended.</summary>
    private const string Cuttable =
        """
        const sockets = [];
        let isCut = false;
        const Native = window.WebSocket;
        window.WebSocket = class extends Native {
          constructor(address, protocols) {
            super(isCut ? 'ws://127.0.0.1:9' : address, protocols);
            sockets.push(this);
          }
        };
        window.cut = () => { isCut = true; sockets.splice(0).forEach((socket) => socket.close()); };
        window.mend = () => { isCut = false; };
        """;

    /// <summary>The counters that the browser keeps of its own work.</summary>
    private sealed class PerformanceSession(ICDPSession session) : IAsyncDisposable
    {
        public static async Task<PerformanceSession> StartAsync(IPage page)
        {
            var session = await page.Context.NewCDPSessionAsync(page);
            await session.SendAsync("Performance.enable");
            return new PerformanceSession(session);
        }

        public async Task<double> ReadAsync(string name)
        {
            var answer = await session.SendAsync("Performance.getMetrics");
            var metrics = answer!.Value.GetProperty("metrics").EnumerateArray();
            return metrics.First(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
        }

        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
