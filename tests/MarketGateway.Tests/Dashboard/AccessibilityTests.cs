using System.Text.Json;
using Deque.AxeCore.Commons;
using MarketGateway.Testing;
using Microsoft.Playwright;

namespace MarketGateway.Tests.Dashboard;

/// <summary>The dashboard can be read and used by everybody: axe finds nothing, on a desk and on a phone.</summary>
[Collection(Chromium.Name)]
public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Axe_finds_nothing_no_text_is_tiny_and_fingers_hit(ColorScheme scheme, int width)
    {
        await using var gateway = await MarketHarness.StartAsync();
        var market = new NamedMarket(gateway);
        market.Run(TimeSpan.FromSeconds(10));
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "ESH6", width, height: 900, scheme);
        await dashboard.ConnectionIsAsync("live");
        await market.RunLiveAsync(10);

        foreach (var part in width == 390 ? ["watch", "book", "chart", "tape", "speed"] : new[] { "" })
        {
            if (part != "")
            {
                await dashboard[$"#pages [data-page={part}]"].ClickAsync();
                Assert.Empty(await dashboard.Page.EvaluateAsync<string[]>(Measures.SmallTargets));
            }

            Assert.Empty(await ViolationsAsync(dashboard.Page));
            Assert.Empty(await dashboard.Page.EvaluateAsync<string[]>(Measures.SmallTexts));
        }
    }

    [Fact]
    public async Task The_help_explains_the_words()
    {
        await using var gateway = await MarketHarness.StartAsync();
        new NamedMarket(gateway).Run(TimeSpan.FromSeconds(1));
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "ESH6");
        await dashboard.ConnectionIsAsync("live");
        await dashboard.Page.Keyboard.PressAsync("?");
        foreach (var word in new[] { "Gapped", "Stale", "Delayed", "Merged", "TradingView" })
        {
            await dashboard.Expect("#keys").ToContainTextAsync(word);
        }

        Assert.Empty(await ViolationsAsync(dashboard.Page));
    }

    /// <summary>The script runs beside the page's own policy, in the browser's debugger.</summary>
    internal static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        var found = await page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
            """);
        return [.. found.EnumerateArray().Select(fault => fault.GetString()!)];
    }
}
