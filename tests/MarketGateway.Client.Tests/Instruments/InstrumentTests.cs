using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Testing;

namespace MarketGateway.Client.Tests.Instruments;

/// <summary>Definitions, as a client asks for them.</summary>
public sealed class InstrumentTests
{
    [Fact]
    public void Attributes_that_everybody_means_alike_are_members_and_a_wrong_one_is_not_known()
    {
        using var answer = JsonDocument.Parse(
            """
            {"epoch":"e","aliases":{"ES.c.0":"ES.front","ES.front":"ESH6","odd":"odd"},"instruments":[
             {"symbol":"ESH6","venue":"XCME","assetClass":"future","currency":"USD","priceScale":2,"sizeScale":0,"tickSize":25,
              "description":"","listed":true,"phase":"pre_open","phaseSince":5,
              "attributes":{"expiry":"2026-03-20","multiplier":"50.5","strike":"4,750","right":"C","root":"ES"}}]}
            """);
        var future = Assert.Single(InstrumentQuery.Read(answer.RootElement));

        Assert.Equal(
            (0.25m, new DateOnly(2026, 3, 20), 50.5m, null, "C", "ES"),
            (future.TickSize, future.Expiry, future.Multiplier, future.Strike, future.Right, future.Attributes["root"]));
        Assert.Equal((MarketPhase.PreOpen, 5), (future.Phase, (future.PhaseSince - DateTimeOffset.UnixEpoch)!.Value.Microseconds));
        Assert.Equal(["ES.c.0", "ES.front"], future.Aliases);
    }

    [Theory]
    [InlineData("20260320", "1e5", "X", "")]
    [InlineData("2026-13-45", "1_000", "", "")]
    [InlineData("2026-02-30", ".5", "c", "")]
    [InlineData("", "-", "", "")]
    [InlineData("x", "12345678901234567890.1234567890123", "", "")]
    public void What_is_no_such_value_is_not_known(string expiry, string strike, string right, string underlying)
    {
        var attributes = JsonSerializer.Serialize(new { expiry, strike, right, underlying });
        using var answer = JsonDocument.Parse(
            $$"""
            {"epoch":"e","instruments":[{"symbol":"A","venue":"","assetClass":"","currency":"","priceScale":0,"sizeScale":0,
             "tickSize":1,"description":"","listed":true,"attributes":{{attributes}}}]}
            """);
        var only = Assert.Single(InstrumentQuery.Read(answer.RootElement));
        Assert.Equal((null, null, null, null), (only.Expiry, only.Strike, only.Right, only.Underlying));
    }

    [Fact]
    public void A_filter_stands_in_the_address()
    {
        var filter = new SymbolFilter
        {
            Venues = ["XCME", "A&B"],
            ExpiryFrom = new DateOnly(2026, 1, 2),
            Attributes = new Dictionary<string, IReadOnlyList<string>> { ["underlying"] = ["ES"], ["right"] = [] },
        };
        Assert.Equal(
            "https://a:81/v1/instruments?venue=XCME%2CA%26B&expiry.from=2026-01-02&attributes.underlying=ES",
            InstrumentQuery.AddressOf(new Uri("wss://a:81/v1/stream"), filter).AbsoluteUri);
    }

    [Fact]
    public async Task The_gateway_answers_with_those_that_match_and_refuses_what_it_does_not_know()
    {
        await using var gateway = await MarketHarness.StartAsync();
        Define(gateway, "A", "X");
        Define(gateway, "B", "Y");
        await using var client = new MarketClient(new MarketClientOptions
        {
            Urls = [new Uri("ws://127.0.0.1:1/v1/stream"), gateway.StreamAddress],
        });

        Assert.Equal(["A", "B"], (await client.GetInstrumentsAsync()).Select(static each => each.Symbol));
        var only = Assert.Single(await client.GetInstrumentsAsync(new SymbolFilter { Venues = ["Y"] }));
        Assert.Equal(("B", "Y", true), (only.Symbol, only.Venue, only.IsListed));
        var refused = await Assert.ThrowsAsync<MarketRequestException>(() => client.GetInstrumentsAsync(new SymbolFilter
        {
            Attributes = new Dictionary<string, IReadOnlyList<string>> { ["a b"] = ["c"] },
        }));
        Assert.NotEmpty(refused.Code!);
    }

    [Fact]
    public async Task Where_no_address_answers_that_is_said()
    {
        await using var client = new MarketClient(new MarketClientOptions { Urls = [new Uri("ws://127.0.0.1:1/v1/stream")] });
        var away = await Assert.ThrowsAsync<GatewayUnreachableException>(() => client.GetInstrumentsAsync());
        Assert.StartsWith("no gateway that tells its instruments at ws://127.0.0.1:1/v1/stream", away.Message, StringComparison.Ordinal);
    }

    private static void Define(MarketHarness gateway, string symbol, string venue)
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Instrument);
        (update.PriceScale, update.Definition) = (2, new InstrumentDefinition(venue, "future", "USD", 2, 0, 25, ""));
        gateway.Apply(FeedTopic.Instruments, symbol, update);
    }
}
