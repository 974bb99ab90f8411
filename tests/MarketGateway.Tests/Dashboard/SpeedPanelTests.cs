using System.Text.RegularExpressions;
using MarketGateway.Tests.Sessions;

namespace MarketGateway.Tests.Dashboard;

/// <summary>Conflation as a trader sees it: the speed panel in a real browser.</summary>
[Collection(Chromium.Name)]
public sealed class SpeedPanelTests(Chromium chromium)
{
    private const string Symbol = "S000";
    private const string Fast = "#speed-fast";
    private const string Slow = "#speed-slow";

    [Fact]
    public async Task Sliders_change_the_rate_and_what_is_merged_and_the_book_stays_the_same()
    {
        await using var scene = await Scene.StartForLongAsync();
        await using var feed = new PacedFeed(scene.Feed, symbols: 1, updatesPerSecond: 100, levels: 2);
        await using var dashboard = await chromium.OpenAsync(scene.Gateway.Address, Symbol);
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", Symbol);
        feed.Start();

        await dashboard.SlideAsync("#speed-interval", 8);
        await IsSlowerAsync(dashboard, "an interval of 2 s");
        await dashboard.SlideAsync("#speed-interval", 0);
        await IsAsFastAsync(dashboard, "no interval");
        await dashboard.SlideAsync("#speed-busy", 6);
        await IsSlowerAsync(dashboard, "a tab that needs 1 s per message");
        await dashboard.SlideAsync("#speed-busy", 0);
        await IsAsFastAsync(dashboard, "an idle tab");
        await dashboard.Expect("#speed-ratio").ToHaveTextAsync("1 : 1");
        await dashboard.Expect("#speed-slow-age").ToHaveTextAsync(new Regex(@"^\d"));
        await dashboard.SlideAsync("#speed-pace", 8);
        await IsSlowerAsync(dashboard, "1,000 bytes a second");

        await DashboardPage.EventuallyAsync("both met at some version", async () =>
            await dashboard.NumberAsync("#speed-same", "data-same") > 0);
        Assert.Equal(0, await dashboard.NumberAsync("#speed-same", "data-different"));
        dashboard.IsClean();
    }

    /// <summary>Far fewer messages, each of which stands for more updates.</summary>
    private static Task IsSlowerAsync(DashboardPage dashboard, string why) =>
        DashboardPage.EventuallyAsync($"{why} makes fewer messages with more merged in each", async () =>
        {
            var (fastRate, fastMerged) = await ReadAsync(dashboard, Fast);
            var (slowRate, slowMerged) = await ReadAsync(dashboard, Slow);
            return slowRate > 0 && fastRate > 2 * slowRate && slowMerged > 2 * fastMerged;
        });

    private static Task IsAsFastAsync(DashboardPage dashboard, string why) =>
        DashboardPage.EventuallyAsync($"{why} lets nearly every message through", async () =>
        {
            var (fastRate, _) = await ReadAsync(dashboard, Fast);
            var (slowRate, _) = await ReadAsync(dashboard, Slow);
            return fastRate > 0 && slowRate > fastRate / 2;
        });

    private static async Task<(double MessagesPerSecond, double MergedPerMessage)> ReadAsync(
        DashboardPage dashboard, string view)
    {
        var messages = await dashboard.NumberAsync(view, "data-messages");
        var merged = await dashboard.NumberAsync(view, "data-merged");
        return (await dashboard.NumberAsync(view, "data-messages-per-second"), messages == 0 ? 0 : merged / messages);
    }
}
