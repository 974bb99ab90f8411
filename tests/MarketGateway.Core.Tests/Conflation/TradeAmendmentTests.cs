using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>What clients are sent when the venue cancels or corrects a trade.</summary>
public sealed class TradeAmendmentTests
{
    private readonly TestFeed _feed = new(TestFeed.SmallOptions);

    [Fact]
    public void Cancels_and_corrections_stand_between_the_trades_in_the_order_of_the_log()
    {
        var cursor = Follow();
        var from = cursor.Version;
        _feed.Trade("A", 101, 2, id: 1);
        var second = _feed.Trade("A", 102, 3, id: 2);
        var correction = _feed.Correct("A", id: 1, price: 99, size: 8);
        var cancel = _feed.Cancel("A", id: 2);

        var messages = cursor.Read();

        Assert.Equal(
            [DataKind.Trades, DataKind.TradeCorrection, DataKind.TradeCancel],
            messages.Select(message => message.Kind));
        Assert.Equal(
            [(from, second, 2L), (second, correction, 1L), (correction, cancel, 1L)],
            messages.Select(message => ((long)message.From!, message.To, (long)message.Merged!)));
        Assert.Equal((1L, 99L, 8L), Values(messages[1]));
        Assert.Equal(2, messages[2].Amendment.TradeId);
        Assert.Equal(_feed.OccurredAt - 1, messages[2].Oldest);
    }

    [Fact]
    public void A_trade_is_sent_as_it_was_executed_although_it_is_cancelled_already()
    {
        var cursor = Follow();
        _feed.Trade("A", 101, 2, id: 1);
        _feed.Cancel("A", id: 1);

        Assert.Equal(101, Assert.Single(cursor.Read()[0].Trades).Price);
    }

    [Fact]
    public void A_cancel_of_a_trade_that_nobody_knows_is_sent_all_the_same()
    {
        var cursor = Follow();
        _feed.Cancel("A", id: 4711);

        var message = cursor.ReadOne();

        Assert.Equal((DataKind.TradeCancel, 4711L), (message.Kind, message.Amendment.TradeId));
    }

    [Fact]
    public void Every_cancel_and_correction_is_sent_whatever_the_smallest_size()
    {
        var cursor = Follow(sizeMin: 5);
        _feed.Trade("A", 101, 2, id: 1);
        _feed.Cancel("A", id: 1);
        _feed.Correct("A", id: 2, price: 100, size: 1);
        Assert.Equal(1, cursor.Notified);

        var messages = cursor.Read();

        Assert.Equal(
            [DataKind.Trades, DataKind.TradeCancel, DataKind.TradeCorrection],
            messages.Select(message => message.Kind));
        Assert.Empty(messages[0].Trades);
    }

    [Fact]
    public void A_roll_up_sums_what_was_executed_and_counts_cancels_and_corrections_beside_it()
    {
        var cursor = Follow();
        var first = _feed.Trade("A", 101, 2, id: 1);
        _feed.Correct("A", id: 1, price: 1, size: 100);
        var last = _feed.Cancel("A", id: 1);
        for (var size = 1; size <= 4; size++)
        {
            _feed.Trade("A", 200, size);
        }

        var rollUp = cursor.Read()[0];

        Assert.Equal((DataKind.TradeRollUp, last, 3L), (rollUp.Kind, rollUp.To, rollUp.Merged));
        Assert.Equal((2L, 101L, 101L, first), (rollUp.Volume, rollUp.High, rollUp.Low, rollUp.FirstVersion));
        Assert.Equal((1L, 1L), (rollUp.Cancels, rollUp.Corrections));
        Assert.Equal(
            [(TradeKind.Correction, 1L, 1L, 100L), (TradeKind.Cancel, 1L, 0L, 0L)],
            rollUp.Amended!.Select(entry => (entry.Kind, entry.TradeId, entry.Price, entry.Size)));
    }

    [Fact]
    public void A_roll_up_of_more_cancels_than_a_cursor_may_hold_only_counts_them()
    {
        var cursor = Follow();
        for (var id = 1; id <= TradeRollUp.AmendmentsMax + 5; id++)
        {
            _feed.Cancel("A", id);
        }

        var rollUp = cursor.Read()[0];

        Assert.Equal((DataKind.TradeRollUp, TradeRollUp.AmendmentsMax + 1L), (rollUp.Kind, rollUp.Cancels));
        Assert.Null(rollUp.Amended);
    }

    [Fact]
    public void A_first_message_holds_the_trades_as_they_stand()
    {
        _feed.Trade("A", 100, 1, id: 1);
        _feed.Trade("A", 101, 2, id: 2);
        _feed.Correct("A", id: 1, price: 99, size: 8);
        var last = _feed.Cancel("A", id: 2);

        var message = Subscribe(history: 4).ReadOne();

        Assert.Equal((DataKind.Trades, null, last), (message.Kind, message.From, message.To));
        var trade = Assert.Single(message.Trades);
        Assert.Equal((99L, 8L, 1L), (trade.Price, trade.Size, trade.TradeId));
        Assert.Equal(trade.OccurredAt, message.Oldest);
    }

    [Fact]
    public void A_history_holds_a_trade_that_was_corrected_to_be_large_enough_and_not_the_other_way_round()
    {
        _feed.Trade("A", 100, 9, id: 1);
        _feed.Trade("A", 101, 1, id: 2);
        _feed.Correct("A", id: 1, price: 100, size: 1);
        _feed.Correct("A", id: 2, price: 101, size: 9);

        Assert.Equal([2], Subscribe(history: 4, sizeMin: 5).ReadOne().Trades.Select(trade => trade.TradeId));
    }

    [Fact]
    public void Once_the_last_correction_has_left_the_ring_the_past_is_what_was_executed()
    {
        _feed.Cancel("A", id: 1);
        for (var size = 1; size <= 4; size++)
        {
            _feed.Trade("A", 100, size, id: 1);
        }

        Assert.Equal([3, 4], Subscribe(history: 2).ReadOne().Trades.Select(trade => trade.Size));
        Assert.True(_feed.Symbol("A").Ticks.AreTradesAsExecuted);
    }

    [Fact]
    public void A_snapshot_for_HTTP_holds_the_trades_as_they_stand()
    {
        _feed.Trade("A", 100, 1, id: 1);
        var version = _feed.Cancel("A", id: 1);

        var image = ChannelSnapshots.OfTrades(_feed.Symbol("A"), 100);

        Assert.Empty(image.Trades);
        Assert.Equal((version, _feed.OccurredAt - 1), (image.Version, image.OccurredAt));
    }

    [Fact]
    public void A_client_that_resumes_between_trade_and_cancel_gets_the_cancel()
    {
        var trade = _feed.Trade("A", 100, 1, id: 1);
        var cancel = _feed.Cancel("A", id: 1);
        var cursor = Subscribe();
        cursor.Resume(trade, bidEdge: null, askEdge: null);

        var message = cursor.ReadOne();

        Assert.Equal((DataKind.TradeCancel, trade, cancel), (message.Kind, message.From, message.To));
    }

    [Fact]
    public void A_quote_has_the_last_trade_and_the_statistics_that_the_producer_restates()
    {
        _feed.Trade("A", 100, 1, id: 1);
        var quotes = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Quote);
        quotes.ReadOne();
        var version = _feed.Cancel("A", id: 1, update =>
        {
            (update.LastPrice, update.LastSize, update.LastTradeAt) = (98, 7, 900);
            (update.LastAggressor, update.High, update.Volume) = (Aggressor.Sell, 98, 70);
        });

        var delta = quotes.ReadOne();

        Assert.Equal((DataKind.QuoteDelta, version, 1L), (delta.Kind, delta.To, delta.Merged));
        Assert.Equal([98, 7, 2, 98, 70, 900, _feed.OccurredAt - 1], delta.Values);
    }

    [Fact]
    public void A_quote_changes_nothing_but_its_time_where_the_producer_restates_nothing()
    {
        _feed.Trade("A", 100, 1, id: 1);
        var quotes = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Quote);
        quotes.ReadOne();
        _feed.Correct("A", id: 1, price: 99, size: 8);

        Assert.Equal(QuoteFields.OccurredAt, quotes.ReadOne().Fields);
    }

    [Fact]
    public void A_last_size_of_0_says_that_there_is_no_last_trade_any_more()
    {
        _feed.Trade("A", 100, 1, id: 1);
        _feed.Cancel("A", id: 1, update => (update.LastPrice, update.LastSize) = (0, 0));

        var fields = ChannelSnapshots.OfQuote(_feed.Symbol("A")).Fields;

        Assert.Equal([null, null, null, null], [fields[4], fields[5], fields[6], fields[12]]);
    }

    [Fact]
    public void A_lost_cancel_is_a_gap()
    {
        _feed.Trade("A", 100, 1, id: 1);
        _feed.Lose(Core.Feed.FeedTopic.Ticks, "A");
        _feed.Cancel("A", id: 1);

        Assert.Equal(SymbolState.Gapped, _feed.Symbol("A").Ticks.Status.State);
    }

    private static (long TradeId, long Price, long Size) Values(WireMessage message) =>
        (message.Amendment.TradeId, message.Amendment.Price, message.Amendment.Size);

    private TestCursor Follow(long sizeMin = 0)
    {
        _feed.Trade("A", 100, 1);
        var cursor = Subscribe(sizeMin: sizeMin);
        cursor.ReadOne();
        return cursor;
    }

    private TestCursor Subscribe(int history = 0, long sizeMin = 0) => TestCursor.Subscribe(
        _feed.Market,
        _feed.Symbol("A"),
        new StreamKey(Channel.Trade, 0) { MinTradeSize = sizeMin },
        history,
        WireFormat.MessagePack);
}
