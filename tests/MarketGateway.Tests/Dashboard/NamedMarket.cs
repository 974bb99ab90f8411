using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Demo;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Dashboard;

/// <summary>The 64 named instruments of the simulated market, applied to a gateway as fast as a test wants them.</summary>
/// <param name="gateway">Where the records go.</param>
/// <param name="hasOrderCounts">Whether books say how many orders make up the size of a level.</param>
internal sealed class NamedMarket(MarketHarness gateway, bool hasOrderCounts = false)
{
    private readonly FeedUpdate _update = new();
    private readonly SimulatedMarket _market = new(
        new SimulationOptions { OrderCounts = hasOrderCounts }, TimeProvider.System.GetUnixMicroseconds());

    /// <summary>Applies what happens in so much more simulated time.</summary>
    public void Run(TimeSpan time)
    {
        var until = _market.Now + time;
        while (_market.TryNext(until, _update, out var topic, out var instrument))
        {
            gateway.Apply(topic, instrument.Symbol, _update);
        }
    }

    /// <summary>Lets a tenth of a second happen in a tenth of a second, so many times.</summary>
    public async Task RunLiveAsync(int tenths)
    {
        for (var tenth = 0; tenth < tenths; tenth++)
        {
            Run(TimeSpan.FromSeconds(0.1));
            await Task.Delay(TimeSpan.FromSeconds(0.1), TimeProvider.System);
        }
    }

    /// <summary>One symbol for each kind of number: where the point stands, and how many digits stand before it.</summary>
    public IEnumerable<string> SymbolsOfEachKind => SimulatedListings.First(_market.Instruments.Count)
        .DistinctBy(listing => (
            listing.Definition.PriceScale, listing.Definition.SizeScale, $"{listing.BasePrice}".Length, listing.Lot))
        .Select(listing => listing.Symbol);
}
