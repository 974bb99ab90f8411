using MarketGateway.Testing;

namespace MarketGateway.Tests.Dashboard;

/// <summary>Every price and every size has room, on every screen.</summary>
[Collection(Chromium.Name)]
public sealed class RoomTests(Chromium chromium)
{
    [Theory]
    [InlineData(390)]
    [InlineData(820)]
    [InlineData(1024)]
    [InlineData(1280)]
    [InlineData(1440)]
    [InlineData(1920)]
    [InlineData(2560)]
    public async Task No_number_of_any_instrument_is_cut_off(int width)
    {
        await using var gateway = await MarketHarness.StartAsync();
        var market = new NamedMarket(gateway);
        market.Run(TimeSpan.FromSeconds(20));
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "ESH6", width, height: width == 390 ? 3_200 : 1_900);
        await dashboard.ConnectionIsAsync("live");
        await dashboard.Expect("#watch-foot").ToHaveTextAsync("64 instruments");
        var parts = width == 390 ? ["watch", "book", "tape", "speed"] : new[] { "" };
        var faults = new List<string>();

        foreach (var symbol in market.SymbolsOfEachKind)
        {
            await dashboard.Page.EvaluateAsync($"() => {{ location.hash = '#symbol={symbol}'; }}");
            await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", symbol);
            market.Run(TimeSpan.FromSeconds(0.2));
            foreach (var part in parts)
            {
                await ShowAsync(dashboard, part);
                var found = await dashboard.Page.EvaluateAsync<string[]>(Measures.ClippedNumbers);
                faults.AddRange(found.Select(fault => $"{symbol}: {fault}"));
            }
        }

        // The rest of the watch list, where not all of it is in sight.
        await ShowAsync(dashboard, parts[0]);
        await dashboard["#watch-list"].EvaluateAsync("(list) => { list.scrollTop = list.scrollHeight; }");
        await ShowAsync(dashboard, parts[0]);
        faults.AddRange(await dashboard.Page.EvaluateAsync<string[]>(Measures.ClippedNumbers));
        Assert.Empty(faults.Take(10));
        Assert.Equal(width, await dashboard.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        dashboard.IsClean();
    }

    [Fact]
    public async Task Sizes_of_an_instrument_all_have_as_many_decimals_and_thousands_are_apart()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var market = new NamedMarket(gateway);
        market.Run(TimeSpan.FromSeconds(20));
        await using var dashboard = await chromium.OpenAsync(gateway.Address, "BTC-USD");
        await dashboard.Expect("#ladder").ToHaveAttributeAsync("data-symbol", "BTC-USD");
        await market.RunLiveAsync(5);

        var levels = await dashboard.ReadLadderAsync();
        Assert.NotEmpty(levels);
        Assert.Single(levels.Select(level => level.Split('.')[^1].Length).Distinct());
        Assert.All(levels, level => Assert.Matches(@"^\d{2},\d{3}\.\d{2} x ", level));
    }

    private static async Task ShowAsync(DashboardPage dashboard, string part)
    {
        if (part != "")
        {
            await dashboard[$"#pages [data-page={part}]"].ClickAsync();
        }

        // What was asked for is drawn in one of the next frames, the tape up to a tenth of a second later.
        await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System);
    }
}
