using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>Phases of the market, which stand beside the state of a symbol (schemas/kafka, md.ticks).</summary>
public sealed class PhaseTests
{
    private readonly TestFeed _feed = new();

    [Fact]
    public void A_phase_stands_beside_the_state_of_both_channels_and_changes_neither()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        var (books, ticks) = (_feed.Symbol("A").Books.Status, _feed.Symbol("A").Ticks.Status);
        _feed.Phase("A", MarketPhase.Halt);

        var phase = new SymbolPhase(MarketPhase.Halt, _feed.OccurredAt - 1);
        Assert.Equal(books with { Phase = phase }, _feed.Symbol("A").Books.Status);
        Assert.Equal(ticks with { Phase = phase }, _feed.Symbol("A").Ticks.Status);
        Assert.Equal(phase, _feed.Symbol("A").Phase);
    }

    [Fact]
    public void A_phase_is_no_update_of_the_quote_and_leaves_no_gap_in_its_numbers()
    {
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Quote);
        cursor.ReadOne();
        _feed.Phase("A", MarketPhase.Auction);
        _feed.Quote("A", bid: "100:2");

        Assert.Equal(1, cursor.ReadOne().Merged);
        Assert.Equal(SymbolState.Live, _feed.Symbol("A").Ticks.Status.State);
        Assert.Equal(0, _feed.Market.Counters.Gaps);
    }

    [Fact]
    public void A_phase_that_is_repeated_is_no_news()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Phase("A", MarketPhase.Open);
        var told = _feed.Symbol("A").Books.Status;
        _feed.Phase("A", MarketPhase.Open);

        Assert.Same(told, _feed.Symbol("A").Books.Status);
    }

    [Fact]
    public void A_phase_that_is_read_again_does_not_bring_an_old_one_back()
    {
        var first = _feed.Phase("A", MarketPhase.Halt);
        _feed.Phase("A", MarketPhase.Open);
        _feed.Symbol("A").SetPhase(partition: 0, first, new SymbolPhase(MarketPhase.Halt, 1));

        Assert.Equal(MarketPhase.Open, _feed.Symbol("A").Phase!.Phase);
    }

    [Fact]
    public void Of_two_partitions_the_phase_that_began_later_holds()
    {
        _feed.Partition = 1;
        _feed.Phase("A", MarketPhase.Close);
        _feed.Symbol("A").SetPhase(partition: 0, offset: 900, new SymbolPhase(MarketPhase.Halt, 1));
        Assert.Equal(MarketPhase.Close, _feed.Symbol("A").Phase!.Phase);

        _feed.Symbol("A").SetPhase(partition: 0, offset: 901, new SymbolPhase(MarketPhase.PreOpen, _feed.OccurredAt));
        Assert.Equal(MarketPhase.PreOpen, _feed.Symbol("A").Phase!.Phase);
    }

    [Fact]
    public void A_phase_alone_lists_no_symbol_and_is_there_when_it_comes()
    {
        _feed.Phase("A", MarketPhase.PreOpen);
        Assert.Null(_feed.Market.Find("A"));

        _feed.Snapshot("A", "100:1", "101:1");
        Assert.Equal(MarketPhase.PreOpen, _feed.Market.Find("A")!.Books.Status.Phase!.Phase);
        Assert.Equal(2, _feed.Market.Find("A")!.Definition!.PriceScale);
    }

    [Fact]
    public void A_phase_whose_partition_lost_records_is_not_known_any_more()
    {
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        _feed.Phase("A", MarketPhase.Open);
        _feed.LoseUnread(FeedTopic.Ticks);

        Assert.Null(_feed.Symbol("A").Phase);
        Assert.Null(_feed.Symbol("A").Books.Status.Phase);
        Assert.Null(_feed.Symbol("A").Ticks.Status.Phase);
    }

    [Fact]
    public void A_phase_outlives_that_its_partition_is_not_reachable_and_ends_with_its_log()
    {
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        _feed.Phase("A", MarketPhase.Halt);
        _feed.Market.SetReachable(FeedTopic.Ticks, 0, isReachable: false);
        Assert.Equal((SymbolState.Stale, MarketPhase.Halt), Ticks());

        _feed.Market.SetReachable(FeedTopic.Ticks, 0, isReachable: true);
        Assert.Equal((SymbolState.Live, MarketPhase.Halt), Ticks());

        _feed.BeginEpoch("other");
        Assert.Equal((SymbolState.Loading, null), Ticks());
    }

    private (SymbolState State, MarketPhase? Phase) Ticks()
    {
        var status = _feed.Symbol("A").Ticks.Status;
        return (status.State, status.Phase?.Phase);
    }
}
