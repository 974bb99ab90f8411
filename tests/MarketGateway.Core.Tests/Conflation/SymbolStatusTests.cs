using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>When a symbol's state is not to be trusted, and when it is again (schemas/kafka, feed sequence).</summary>
public sealed class SymbolStatusTests
{
    private readonly TestFeed _feed = new();

    [Fact]
    public void A_symbol_is_loading_until_its_first_snapshot()
    {
        _feed.Delta("A", bids: "100:1");
        AssertBooks(SymbolState.Loading, SymbolStateReason.NoData);
        Assert.Equal(1, _feed.Market.Counters.BeforeSnapshot);

        _feed.Snapshot("A", "100:1", "101:1");
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_skipped_sequence_number_marks_the_book_gapped_until_the_next_snapshot()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Lose(FeedTopic.Books, "A");
        _feed.Delta("A", bids: "100:2");
        AssertBooks(SymbolState.Gapped, SymbolStateReason.SequenceGap);
        Assert.Equal(1, _feed.Market.Counters.Gaps);

        _feed.Delta("A", bids: "100:3");
        AssertBooks(SymbolState.Gapped, SymbolStateReason.SequenceGap);

        _feed.Snapshot("A", "100:3", "101:1");
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_snapshot_ahead_of_the_sequence_heals_what_was_lost_before_it()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Lose(FeedTopic.Books, "A", count: 5);
        _feed.Snapshot("A", "100:3", "101:1");

        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void Records_after_a_gap_are_still_delivered()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Book);
        cursor.ReadOne();
        _feed.Lose(FeedTopic.Books, "A");
        _feed.Delta("A", bids: "100:2");

        Assert.Equal(1, cursor.ReadOne().Merged);
        Assert.Equal(SymbolState.Gapped, cursor.SentStatus!.State);
    }

    [Fact]
    public void A_crossed_book_is_gapped_until_the_next_snapshot_even_if_it_uncrosses()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Delta("A", bids: "102:1");
        AssertBooks(SymbolState.Gapped, SymbolStateReason.Crossed);

        _feed.Delta("A", bids: "102:0");
        AssertBooks(SymbolState.Gapped, SymbolStateReason.Crossed);

        _feed.Snapshot("A", "100:1", "101:1");
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_snapshot_that_is_crossed_itself_is_gapped()
    {
        _feed.Snapshot("A", "102:1", "101:1");

        AssertBooks(SymbolState.Gapped, SymbolStateReason.Crossed);
    }

    [Fact]
    public void A_bad_record_marks_its_symbol_in_its_topic_only()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        _feed.Snapshot("B", "100:1", "101:1");

        _feed.Market.Skipped(FeedTopic.Books, _feed.Symbol("A"), DecodeError.Malformed);

        AssertBooks(SymbolState.Gapped, SymbolStateReason.BadRecord);
        Assert.Equal(SymbolState.Live, _feed.Symbol("A").Ticks.Status.State);
        Assert.Equal(SymbolState.Live, _feed.Symbol("B").Books.Status.State);
    }

    [Fact]
    public void After_a_bad_record_both_sides_of_a_quote_are_to_be_stated_again_also_those_stated_since_an_earlier_one()
    {
        _feed.Quote("A", bid: "100:1", ask: "101:1", sequence: 0);
        var symbol = _feed.Symbol("A");
        _feed.Market.Skipped(FeedTopic.Ticks, symbol, DecodeError.Malformed);
        _feed.Quote("A", bid: "100:2", sequence: 0);
        _feed.Market.Skipped(FeedTopic.Ticks, symbol, DecodeError.Malformed);

        _feed.Quote("A", ask: "101:2", sequence: 0);
        Assert.Equal(SymbolStateReason.BadRecord, symbol.Ticks.Status.Reason);

        _feed.Quote("A", bid: "100:3", sequence: 0);
        Assert.Equal(SymbolState.Live, symbol.Ticks.Status.State);
    }

    [Fact]
    public void After_a_bad_record_a_symbol_of_trades_alone_is_live_with_the_next_record_in_order()
    {
        var symbol = _feed.Symbol("A");
        _feed.Trade("A", 100, 1, sequence: 0);
        _feed.Market.Skipped(FeedTopic.Ticks, symbol, DecodeError.Malformed);
        Assert.Equal(SymbolState.Gapped, symbol.Ticks.Status.State);

        _feed.Trade("A", 100, 1, sequence: 0);
        Assert.Equal(SymbolState.Live, symbol.Ticks.Status.State);
    }

    [Fact]
    public void A_number_of_0_amid_numbers_is_applied_and_consumes_none()
    {
        _feed.Snapshot("A", "100:1", "101:1", sequence: 7);
        _feed.Delta("A", bids: "99:1", sequence: 8);

        var version = _feed.Delta("A", bids: "98:1", sequence: 0);
        _feed.Delta("A", bids: "97:1", sequence: 9);

        Assert.True(_feed.Symbol("A").Books.VersionHint > version);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_snapshot_of_number_0_amid_numbers_begins_a_numbering_of_which_the_next_is_1()
    {
        _feed.Snapshot("A", "100:1", "101:1", sequence: 7);
        _feed.Snapshot("A", "100:2", "101:2", sequence: 0);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);

        _feed.Delta("A", bids: "99:1", sequence: 1);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
        _feed.Delta("A", bids: "99:2", sequence: 9);
        AssertBooks(SymbolState.Gapped, SymbolStateReason.SequenceGap);
    }

    [Fact]
    public void A_record_in_a_scale_that_cannot_be_kept_is_a_bad_record()
    {
        _feed.Snapshot("A", $"100:1 {FeedLimits.IntegerMax / 100}:1", $"{FeedLimits.IntegerMax}:1");
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.BookDelta);
        (update.PriceScale, update.Sequence) = (3, 1);
        update.AddBid(new PriceLevel(100_001, 1));

        Assert.Equal(DecodeError.Scale, _feed.Market.Apply(FeedTopic.Books, 0, 99, _feed.Symbol("A"), update));
        AssertBooks(SymbolState.Gapped, SymbolStateReason.BadRecord);
    }

    [Fact]
    public void Ticks_are_live_with_the_first_record()
    {
        Assert.Equal(SymbolState.Loading, _feed.Symbol("A").Ticks.Status.State);

        _feed.Trade("A", 100, 1);

        AssertTicks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_quote_that_shows_a_gap_itself_does_not_heal_it()
    {
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        _feed.Lose(FeedTopic.Ticks, "A");
        _feed.Quote("A", bid: "100:2", ask: "101:2");
        AssertTicks(SymbolState.Gapped, SymbolStateReason.SequenceGap);

        _feed.Quote("A", bid: "100:3", ask: "101:3");
        AssertTicks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_gap_in_ticks_lasts_until_both_sides_were_stated_again()
    {
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        _feed.Lose(FeedTopic.Ticks, "A");
        _feed.Trade("A", 100, 1);
        AssertTicks(SymbolState.Gapped, SymbolStateReason.SequenceGap);

        _feed.Quote("A", bid: "100:1");
        _feed.Trade("A", 100, 1);
        AssertTicks(SymbolState.Gapped, SymbolStateReason.SequenceGap);

        _feed.Quote("A", ask: "101:1");
        AssertTicks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_symbol_with_trades_alone_is_live_again_with_the_trade_after_the_gap()
    {
        _feed.Trade("A", 100, 1);
        _feed.Lose(FeedTopic.Ticks, "A");
        _feed.Trade("A", 100, 1);
        AssertTicks(SymbolState.Gapped, SymbolStateReason.SequenceGap);

        _feed.Trade("A", 100, 1);
        AssertTicks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void Stale_outweighs_the_symbols_own_state_and_gives_it_back()
    {
        _feed.Snapshot("A", "102:1", "101:1");
        _feed.Market.SetReachable(FeedTopic.Books, 0, isReachable: false);
        AssertBooks(SymbolState.Stale, SymbolStateReason.FeedUnreachable);
        Assert.Equal(1, _feed.Market.Counters.SymbolsIn(FeedTopic.Books, SymbolState.Stale));
        Assert.Equal(0, _feed.Market.Counters.SymbolsIn(FeedTopic.Books, SymbolState.Gapped));

        _feed.Market.SetReachable(FeedTopic.Books, 0, isReachable: true);
        AssertBooks(SymbolState.Gapped, SymbolStateReason.Crossed);
        Assert.Equal(0, _feed.Market.Counters.SymbolsIn(FeedTopic.Books, SymbolState.Stale));
        Assert.Equal(1, _feed.Market.Counters.SymbolsIn(FeedTopic.Books, SymbolState.Gapped));
    }

    [Fact]
    public void Only_the_symbols_of_the_partition_that_is_unreachable_are_stale()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Quote("A", bid: "100:1", ask: "101:1");

        _feed.Market.SetReachable(FeedTopic.Books, 7, isReachable: false);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);

        _feed.Market.SetReachable(FeedTopic.Books, 0, isReachable: false);
        AssertTicks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_new_log_is_loading_even_where_the_old_one_was_unreachable()
    {
        _feed.Delta("A", bids: "100:1");
        _feed.Market.SetReachable(FeedTopic.Books, 0, isReachable: false);
        AssertBooks(SymbolState.Stale, SymbolStateReason.FeedUnreachable);

        _feed.BeginEpoch("next");

        AssertBooks(SymbolState.Loading, SymbolStateReason.NoData);
    }

    [Fact]
    public void A_status_says_since_when()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        var since = _feed.Symbol("A").Books.Status.Since;
        _feed.Time.Advance(TimeSpan.FromSeconds(3));
        _feed.Snapshot("A", "100:1", "101:1");
        Assert.Equal(since, _feed.Symbol("A").Books.Status.Since);

        _feed.Delta("A", bids: "102:1");
        Assert.Equal(since + 3_000_000, _feed.Symbol("A").Books.Status.Since);
    }

    [Fact]
    public void A_status_has_to_be_told_before_the_data_it_speaks_of()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Book);
        cursor.ReadOne();
        _feed.Delta("A", bids: "102:1");
        var output = new FlushBuffer();

        Assert.Equal(StreamWrite.StatusFirst, cursor.Stream.Write(cursor, WireFormat.Json, output));
        Assert.Equal(0, output.Length);

        cursor.SentStatus = cursor.Stream.Status;
        Assert.Equal(StreamWrite.Written, cursor.Stream.Write(cursor, WireFormat.Json, output));
    }

    [Fact]
    public void A_record_seen_already_by_its_sequence_is_dropped()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Delta("A", bids: "100:2");
        _feed.OccurredAt -= 2;
        _feed.Delta("A", bids: "100:9", sequence: 1);

        Assert.Equal(2, _feed.Symbol("A").Books.Book.Bids[0].Size);
        Assert.Equal(1, _feed.Market.Counters.Duplicates);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_record_read_from_Kafka_a_second_time_is_dropped_by_its_offset()
    {
        _feed.Trade("A", 100, 1, sequence: 0);
        _feed.ReadAgain(FeedTopic.Ticks, "A");

        Assert.Equal(1, _feed.Symbol("A").Ticks.Trades.Newest);
        Assert.Equal(1, _feed.Market.Counters.ReadAgain);
    }

    [Fact]
    public void The_symbols_in_each_state_add_up()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Snapshot("B", "102:1", "101:1");
        _feed.Quote("A", bid: "100:1");

        var counters = _feed.Market.Counters;
        Assert.Equal(2, counters.SymbolsIn(SymbolState.Live));
        Assert.Equal(1, counters.SymbolsIn(SymbolState.Gapped));
        Assert.Equal(1, counters.SymbolsIn(SymbolState.Loading));
    }

    [Fact]
    public void A_symbol_that_two_partitions_bring_at_once_is_counted_once()
    {
        Parallel.For(0, 20_000, index => _feed.Symbol($"S{index / 2}"));

        Assert.Equal(2 * 10_000, _feed.Market.Counters.SymbolsIn(SymbolState.Loading));
    }

    private void AssertBooks(SymbolState state, SymbolStateReason reason) =>
        Assert.Equal((state, reason), Of(_feed.Symbol("A").Books.Status));

    private void AssertTicks(SymbolState state, SymbolStateReason reason) =>
        Assert.Equal((state, reason), Of(_feed.Symbol("A").Ticks.Status));

    private static (SymbolState State, SymbolStateReason Reason) Of(SymbolStatus status) =>
        (status.State, status.Reason);
}
