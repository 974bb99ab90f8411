using MarketGateway.Testing;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>The client shows who it is, and knows what to do when that is not enough.</summary>
public sealed class TokenTests
{
    private readonly TokenMint _mint = new();

    [Fact]
    public async Task A_token_is_shown_and_decides_what_comes()
    {
        await using var gateway = await StartAsync();
        await using var client = Client(gateway, new MarketClientOptions { Token = _mint.Make(symbols: ["ES*"]) });
        await client.ConnectAsync();
        var quotes = await client.SubscribeQuoteAsync(["ESH6", "NQH6"]);
        Assert.Equal(("NQH6", "not_allowed"), quotes.Errors.Select(error => (error.Symbol, error.Code)).Single());
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_is_the_end()
    {
        await using var gateway = await StartAsync();
        await using var client = Client(gateway, new MarketClientOptions { Token = new TokenMint().Make() });
        var refused = await Assert.ThrowsAsync<GatewayUnreachableException>(() => client.ConnectAsync());
        Assert.EndsWith("the gateway did not accept the token (401)", refused.Message, StringComparison.Ordinal);
        Assert.False((await client.Completion).CanReconnect);
    }

    [Fact]
    public async Task When_its_token_has_expired_a_client_goes_on_with_a_fresh_one()
    {
        await using var gateway = await StartAsync();
        var shown = 0;
        await using var client = Client(gateway, new MarketClientOptions
        {
            TokenProvider = _ => ValueTask.FromResult(
                _mint.Make(validFor: Interlocked.Increment(ref shown) == 1 ? TimeSpan.FromSeconds(2) : TimeSpan.FromHours(1))),
            Reconnect = new ReconnectBackoff { Min = TimeSpan.FromMilliseconds(50) },
        });
        await client.ConnectAsync();
        await client.SubscribeQuoteAsync(["ESH6"]);
        await Eventually.IsTrueAsync("the client has come back", () => shown == 2 && client.State == ClientState.Live);
    }

    [Fact]
    public async Task Without_another_token_an_expired_one_is_the_end()
    {
        await using var gateway = await StartAsync();
        await using var client = Client(
            gateway, new MarketClientOptions { Token = _mint.Make(validFor: TimeSpan.FromSeconds(2)) });
        await client.ConnectAsync();
        var end = await client.Completion.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal((4504, false), (end.Code, end.CanReconnect));
    }

    [Fact]
    public void A_token_and_a_provider_together_are_refused() => Assert.Throws<ArgumentException>(
        () => new MarketClient(new MarketClientOptions { Token = "a", TokenProvider = _ => ValueTask.FromResult("b") }));

    private static MarketClient Client(MarketHarness gateway, MarketClientOptions options) =>
        new(options with { Urls = [gateway.StreamAddress] });

    private async Task<MarketHarness> StartAsync()
    {
        var gateway = await MarketHarness.StartAsync([.. _mint.Settings]);
        var feed = new HandFeed(gateway, remembers: false);
        feed.Define("ESH6");
        feed.Quote("ESH6", 1, 2);
        return gateway;
    }
}
