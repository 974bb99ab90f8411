using System.Globalization;
using System.Text;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Dashboard;

/// <summary>What is out of the ordinary is said in words, and the page stays of use.</summary>
[Collection(Chromium.Name)]
public sealed class SituationTests(Chromium chromium)
{
    [Fact]
    public async Task A_link_to_a_symbol_that_does_not_exist_says_so_and_another_can_be_chosen()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway, "ESH6");
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "NOPE");
        await dashboard.Expect("#symbol").ToHaveTextAsync("NOPE");
        await dashboard.Expect("#book .veil").ToContainTextAsync("No such symbol");

        await dashboard.Row("ESH6").ClickAsync();
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", "ESH6");
        await dashboard.Expect("#book .veil").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_link_pasted_into_an_open_tab_is_followed()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway, "ESH6");
        Begin(gateway, "NQH6");
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "ESH6");
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", "ESH6");

        await dashboard.Page.GotoAsync(new Uri(gateway.Address, "/#symbol=NQH6").ToString());
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", "NQH6");
        await dashboard.Expect("#symbol").ToHaveTextAsync("NQH6");
    }

    [Fact]
    public async Task A_sign_in_that_ends_soon_is_warned_of_and_renewed_without_losing_the_view()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway, "ESH6");
        await using var dashboard = await chromium.OpenAsync(
            gateway.Address, "ESH6", script: $"sessionStorage.setItem('token', '{TokenFor(TimeSpan.FromMinutes(3))}')");
        await dashboard.Expect("#banner").ToContainTextAsync("sign-in ends in");
        await dashboard["#search"].FillAsync("ES");

        await dashboard["#banner-renew"].ClickAsync();
        await dashboard["#token"].FillAsync(TokenFor(TimeSpan.FromHours(8)));
        await dashboard["#sign-in .primary"].ClickAsync();
        await dashboard.Expect("#banner").ToBeHiddenAsync();
        await dashboard.ConnectionIsAsync("live");
        Assert.Equal("ES", await dashboard["#search"].InputValueAsync());
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", "ESH6");
    }

    [Fact]
    public async Task A_depth_that_the_gateway_limits_is_said()
    {
        await using var gateway = await MarketHarness.StartAsync("--Sessions:DepthMax", "7");
        Begin(gateway, "ESH6");
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "ESH6");
        await dashboard["#depth"].SelectOptionAsync("20");
        await dashboard.Expect("#book .limit").ToContainTextAsync("Only 7 levels");
    }

    [Fact]
    public async Task What_was_chosen_is_remembered()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Begin(gateway, "ESH6");
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "ESH6");
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", "ESH6");
        await dashboard["#search"].FillAsync("esh");
        await dashboard["#depth"].SelectOptionAsync("5");
        await dashboard["#period"].SelectOptionAsync("60");
        await dashboard.SlideAsync("#speed-interval", 2);
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard["#theme-button"].ClickAsync();
        await dashboard[".star-button"].ClickAsync();
        await dashboard.Page.ReloadAsync();

        Assert.Equal("esh", await dashboard["#search"].InputValueAsync());
        Assert.Equal("5", await dashboard["#depth"].InputValueAsync());
        Assert.Equal("60", await dashboard["#period"].InputValueAsync());
        Assert.Equal("2", await dashboard["#speed-interval"].InputValueAsync());
        await dashboard.Expect("html").ToHaveAttributeAsync("data-theme", "light");
        await dashboard.Expect(".star-button").ToHaveAttributeAsync("aria-pressed", "true");
    }

    private static void Begin(MarketHarness gateway, string symbol)
    {
        var feed = new HandFeed(gateway);
        feed.Define(symbol);
        feed.Snapshot(symbol, levels: 30);
        feed.Quote(symbol, 9_990, 10_010);
    }

    /// <summary>One that says when it ends; who signed it matters to nobody here.</summary>
    private static string TokenFor(TimeSpan life)
    {
        var end = (TimeProvider.System.GetUtcNow() + life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"exp":{{end}}}""")).TrimEnd('=')}.x";
    }
}
