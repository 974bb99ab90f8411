using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;

namespace MarketGateway.Tests.Demo;

/// <summary>Halts and auctions of the simulated market.</summary>
public sealed class SimulatedPhaseTests
{
    private const int Many = 60_000;

    [Fact]
    public void All_symbols_are_open_unless_halts_are_asked_for()
    {
        var replica = new MarketReplica(new SimulationOptions { SnapshotInterval = TimeSpan.FromSeconds(1) });

        replica.Run(Many, (update, _, _) => Assert.True(update.Kind != FeedUpdateKind.Phase || update.Phase == MarketPhase.Open));
    }

    [Fact]
    public void A_halt_is_followed_by_an_auction_and_then_by_trading_and_nothing_trades_until_then()
    {
        var replica = new MarketReplica(new SimulationOptions
        {
            Instruments = 4,
            UpdatesPerSecond = 1_000,
            BurstMultiplier = 1,
            HaltInterval = TimeSpan.FromSeconds(2),
        });
        var phases = new Dictionary<string, MarketPhase>();
        var turns = new List<(MarketPhase From, MarketPhase To)>();

        replica.Run(Many, (update, _, symbol) =>
        {
            if (update.Kind == FeedUpdateKind.Phase)
            {
                if (phases.TryGetValue(symbol, out var before) && before != update.Phase)
                {
                    turns.Add((before, update.Phase));
                }

                phases[symbol] = update.Phase;
            }
            else if (update.Kind is FeedUpdateKind.Trade or FeedUpdateKind.BookDelta)
            {
                Assert.Equal(MarketPhase.Open, phases[symbol]);
            }
        });

        Assert.Contains((MarketPhase.Auction, MarketPhase.Open), turns);
        Assert.All(turns, turn => Assert.Equal(
            turn.From switch
            {
                MarketPhase.Open => MarketPhase.Halt,
                MarketPhase.Halt => MarketPhase.Auction,
                _ => MarketPhase.Open,
            },
            turn.To));
    }
}
