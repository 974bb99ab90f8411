using MarketGateway.Client;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Sessions;

/// <summary>Clients over real WebSockets, the market fed by hand.</summary>
public sealed class StreamingTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task A_client_holds_the_books_of_a_live_market(WireEncoding encoding)
    {
        await using var gateway = await MarketHarness.StartAsync();
        var market = new SimulatedMarket(new SimulationOptions { Instruments = 8 }, firstSequence: 1);
        Feed(gateway, market, 5_000);
        await using var client = new MarketClient(new MarketClientOptions
        {
            Urls = [gateway.StreamAddress],
            Encoding = encoding,
        });
        await client.ConnectAsync();
        var full = await client.SubscribeBookAsync(["*"]);
        var top = await client.SubscribeBookAsync(["*"], depth: 10, interval: TimeSpan.FromMilliseconds(50));
        var quotes = await client.SubscribeQuoteAsync(["*"]);
        var trades = await client.SubscribeTradesAsync(["*"], history: 5);

        for (var round = 0; round < 50; round++)
        {
            Feed(gateway, market, 500);
            await Task.Yield();
        }

        await Until(() => full.Streams.Concat<ClientStream>(top.Streams).All(stream =>
            stream.Version == gateway.Market.Find(stream.Symbol)!.Books.VersionHint));
        Assert.Equal(8, full.Streams.Count);
        Assert.All(full.Streams.Concat<ClientStream>(top.Streams).Concat(quotes.Streams).Concat(trades.Streams), stream =>
            Assert.True(stream.Integrity.IsIntact, $"{stream.Symbol}: {stream.Integrity}"));
    }

    [Fact]
    public async Task A_symbol_that_is_defined_anew_does_not_come_back_to_a_client_that_has_changed_or_left_its_stream()
    {
        await using var gateway = await MarketHarness.StartAsync();
        gateway.Apply(FeedTopic.Instruments, "ES1", FeedUpdates.Instrument());
        gateway.Apply(FeedTopic.Instruments, "ES2", FeedUpdates.Instrument());
        await using var client = new MarketClient(new MarketClientOptions { Urls = [gateway.StreamAddress] });
        await client.ConnectAsync();
        var changed = await client.SubscribeBookAsync(["ES*"], depth: 5);
        await client.UpdateAsync(changed, new SubscriptionChanges { Depth = 10 });

        gateway.Apply(FeedTopic.Instruments, "ES1", FeedUpdates.Instrument(venue: "ELSE"));
        gateway.Apply(FeedTopic.Instruments, "ES3", FeedUpdates.Instrument());
        await Until(() => changed.Streams.Count == 3);

        Assert.Equal(3, Assert.Single(gateway.Hub.Sessions).SubscriptionCount);
    }

    private static void Feed(MarketHarness gateway, SimulatedMarket market, int count)
    {
        var update = new FeedUpdate();
        for (var i = 0; i < count; i++)
        {
            Assert.True(market.TryNext(Forever, update, out var topic, out var instrument));
            gateway.Apply(topic, instrument.Symbol, update);
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }
}
