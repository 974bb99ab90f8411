namespace MarketGateway.Tests.Sessions;

/// <summary>No trade is lost silently, however slow the client.</summary>
public sealed class TradeSafetyTests
{
    private const int RingLength = 64;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_slow_client_gets_every_trade_that_the_ring_holds_in_order_and_one_exact_roll_up_beyond_it(bool isJson)
    {
        await using var scene = await Scene.StartAsync("--Market:TradeRingLengthMax", $"{RingLength}");
        scene.Feed.Define("A");
        var before = scene.Feed.Trade("A", 1);
        var client = await scene.ConnectAsync(new() { IsJson = isJson, Acknowledges = true });
        await client.RequestAsync(new { op = "hello", window = 1, heartbeatMs = 30_000 });
        await client.RequestAsync(new { op = "subscribe", channel = "trade", symbols = new[] { "A" } });
        await client.RequestAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "A" } });
        await scene.HoldsTheTruthAsync(client);
        var held = client.Trade("A");

        await BlockAsync(scene, client);
        TradeAndQuote(scene, RingLength - 4);
        await client.OpenWindowAsync();
        await scene.HoldsTheTruthAsync(client);
        Assert.Empty(held.RollUps);

        await BlockAsync(scene, client);
        var last = (long)held.Trades[^1][0]!;
        var fed = TradeAndQuote(scene, 200);
        await client.OpenWindowAsync();
        await scene.HoldsTheTruthAsync(client);
        var gone = fed.SkipLast(RingLength).ToList();
        var rollUp = Assert.Single(held.RollUps).AsArray();
        var volume = gone.Sum(trade => trade.Size);
        var vwap = Math.Round(gone.Sum(trade => (decimal)trade.Price * trade.Size) * 10_000 / volume, MidpointRounding.AwayFromZero);
        Assert.Equal(
            [last, gone[^1].Version, gone.Count, volume, (long)vwap, gone.Max(trade => trade.Price), gone.Min(trade => trade.Price), gone[0].Version],
            new[] { 2, 3, 4, 6, 7, 8, 9, 10 }.Select(element => (long)rollUp[element]!));
        Assert.Equal(fed.TakeLast(RingLength).Select(trade => trade.Version), held.Trades.TakeLast(RingLength).Select(trade => (long)trade[0]!));
        Assert.Equal(scene.Feed.CountBetween("trade", "A", before, long.MaxValue), held.Account);
        scene.AccountsAddUp(client);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancels_and_corrections_reach_a_client_in_order_and_a_late_one_gets_what_stands(bool isJson)
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        var client = await scene.ConnectAsync(new() { IsJson = isJson, Acknowledges = true });
        await client.RequestAsync(new { op = "hello", window = 1, heartbeatMs = 30_000 });
        var before = scene.Feed.Trade("A", 1);
        await client.RequestAsync(new { op = "subscribe", channel = "trade", symbols = new[] { "A" } });
        await scene.HoldsTheTruthAsync(client);

        // Behind a closed window they come at once.
        await BlockAsync(scene, client);
        scene.Feed.Trade("A", 100, 5);
        scene.Feed.Correct("A", tradeId: 3, 90, 6);
        scene.Feed.Trade("A", 101, 7);
        scene.Feed.Cancel("A", tradeId: 5);
        scene.Feed.Cancel("A", tradeId: 4_711);
        await client.OpenWindowAsync();
        await scene.HoldsTheTruthAsync(client);

        var held = client.Trade("A");
        Assert.Equal([8, 7, 7], held.Amendments.Select(message => (int)message[0]!));
        Assert.Equal(scene.Feed.CountBetween("trade", "A", before, long.MaxValue), held.Account);
        var late = await scene.ConnectAsync(new() { IsJson = isJson });
        await late.RequestAsync(new { op = "subscribe", channel = "trade", symbols = new[] { "A" }, history = 10 });
        await scene.HoldsTheTruthAsync(late);
        Assert.Equal([1, 500, 90], late.Trade("A").Trades.Select(trade => (long)trade[2]!));
        Assert.Empty(client.Violations);
    }

    private static List<(long Version, long Price, long Size)> TradeAndQuote(Scene scene, int count)
    {
        var fed = new List<(long, long, long)>();
        for (var number = 1; number <= count; number++)
        {
            var (price, size) = (1_000 + (number * 7 % 31), number);
            fed.Add((scene.Feed.Trade("A", price, size), price, size));
            scene.Feed.Quote("A", price - 1, price + 1);
        }

        return fed;
    }

    /// <summary>Closes the window: one flush is out that the client does not acknowledge.</summary>
    private static Task BlockAsync(Scene scene, Testing.Wire.WireClient client) =>
        client.CloseWindowAsync("trade", () => scene.Feed.Trade("A", 500));
}
