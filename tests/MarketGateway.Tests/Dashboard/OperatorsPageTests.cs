using MarketGateway.Tests.Admin;
using Microsoft.Playwright;

namespace MarketGateway.Tests.Dashboard;

/// <summary>The page of operators in a real browser.</summary>
[Collection(Chromium.Name)]
public sealed class OperatorsPageTests(Chromium chromium)
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task It_asks_for_a_token_and_shows_who_is_connected_and_how_each_symbol_is()
    {
        await using var scene = await AdminScene.StartAsync("--Admin:Tokens:ada", Token);
        await using var client = await scene.SubscribeAsync();
        await using var page = await chromium.OpenForOperatorsAsync(scene.Gateway.OperatorAddress);

        await page.Expect("#sign-in").ToBeVisibleAsync();
        await page["#token"].FillAsync("none");
        await page["#sign-in button"].ClickAsync();
        await page.Expect("#sign-in-reason").ToContainTextAsync("none of an operator");
        await page["#token"].FillAsync(Token);
        await page["#sign-in button"].ClickAsync();
        await page.Expect("#sign-in").ToBeHiddenAsync();

        await page.Expect("#sessions tbody").ToContainTextAsync("desk 7");
        await page.Expect("#symbols tbody").ToContainTextAsync(AdminScene.Symbol);
        await page["#sessions tbody button"].ClickAsync();
        await page.Expect("#details .facts").ToContainTextAsync("desk 7");
        await page.Expect("#details tbody").ToContainTextAsync(AdminScene.Symbol);
        Assert.DoesNotContain(Token, page.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task It_follows_the_gateway_by_itself_and_axe_finds_nothing(ColorScheme scheme, int width)
    {
        await using var scene = await AdminScene.StartAsync();
        await using var page = await chromium.OpenForOperatorsAsync(scene.Gateway.OperatorAddress, width, scheme);
        await page.Expect("#sessions tbody").ToContainTextAsync("No client is connected");

        await using var client = await scene.SubscribeAsync();
        await page.Expect("#sessions tbody").ToContainTextAsync("desk 7");
        await scene.AskAsync(HttpMethod.Post, "/admin/drain");
        await page.Expect("#status").ToContainTextAsync("Draining");
        await page.Expect("#reasons").ToBeVisibleAsync();

        Assert.Empty(await AccessibilityTests.ViolationsAsync(page.Page));
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(Measures.SmallTexts));
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        page.IsClean();
    }
}
