using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>What a trade stream sends to a cursor: every trade, or the exact sum of those it was too slow for.</summary>
public sealed class TradeStreamTests
{
    private readonly TestFeed _feed = new(TestFeed.SmallOptions);

    [Fact]
    public void A_first_message_holds_the_history_asked_for()
    {
        _feed.Trade("A", 100, 1);
        _feed.Trade("A", 101, 2);
        var last = _feed.Trade("A", 102, 3);

        var message = Subscribe(history: 2).ReadOne();

        Assert.Equal((DataKind.Trades, null, last, 0L), (message.Kind, message.From, message.To, message.Merged));
        Assert.Equal([101, 102], message.Trades.Select(trade => trade.Price));
        Assert.Equal(message.Trades[0].OccurredAt, message.Oldest);
    }

    [Fact]
    public void A_first_message_without_history_says_where_the_account_begins()
    {
        var last = _feed.Trade("A", 100, 1);

        var message = Subscribe().ReadOne();

        Assert.Equal((null, last), (message.From, message.To));
        Assert.Empty(message.Trades);
        Assert.Equal(_feed.OccurredAt - 1, message.Oldest);
    }

    [Fact]
    public void Before_the_first_trade_a_client_stands_at_minus_1()
    {
        _feed.Quote("A", bid: "100:5");
        var cursor = Subscribe();

        var first = cursor.ReadOne();
        Assert.Equal((null, -1L), (first.From, first.To));
        Assert.Equal(_feed.OccurredAt - 1, first.Oldest);

        var version = _feed.Trade("A", 100, 1);
        var next = cursor.ReadOne();
        Assert.Equal((-1L, version, 1L), (next.From, next.To, next.Merged));
    }

    [Fact]
    public void Every_trade_is_sent_however_many_there_were_since()
    {
        var cursor = Follow();
        _feed.Trade("A", 101, 2);
        _feed.Trade("A", 102, 3);

        var message = cursor.ReadOne();

        Assert.Equal([101, 102], message.Trades.Select(trade => trade.Price));
        Assert.Equal(2, message.Merged);
    }

    [Fact]
    public void A_quote_is_nothing_to_a_trade_stream()
    {
        var cursor = Follow();
        _feed.Quote("A", bid: "100:5");

        Assert.Empty(cursor.Read());
    }

    [Fact]
    public void A_cursor_that_fell_out_of_the_ring_gets_one_roll_up_and_then_the_trades_that_remain()
    {
        var cursor = Follow();
        var from = cursor.Version;
        var versions = Enumerable.Range(1, 7).Select(size => _feed.Trade("A", 100 + size, size)).ToList();

        var messages = cursor.Read();

        Assert.Equal([DataKind.TradeRollUp, DataKind.Trades], messages.Select(message => message.Kind));
        var (rollUp, trades) = (messages[0], messages[1]);
        Assert.Equal((from, versions[2], 3L), (rollUp.From, rollUp.To, rollUp.Merged));
        Assert.Equal((6L, 101L, 103L, versions[0]), (rollUp.Volume, rollUp.Low, rollUp.High, rollUp.FirstVersion));
        Assert.Equal(1_023_333, rollUp.Vwap);
        Assert.Equal((versions[2], versions[6], 4L), (trades.From, trades.To, trades.Merged));
    }

    [Fact]
    public void A_roll_up_is_told_once()
    {
        var cursor = Follow();
        for (var size = 1; size <= 7; size++)
        {
            _feed.Trade("A", 100, size);
        }

        cursor.Read();
        _feed.Trade("A", 100, 8);

        Assert.Equal(DataKind.Trades, cursor.ReadOne().Kind);
    }

    [Fact]
    public void Each_lagging_cursor_has_a_roll_up_of_its_own()
    {
        var early = Follow();
        _feed.Trade("A", 200, 1);
        var late = Subscribe();
        late.ReadOne();
        for (var size = 1; size <= 6; size++)
        {
            _feed.Trade("A", 100, size);
        }

        var (first, second) = (early.Read()[0], late.Read()[0]);
        Assert.Equal((3L, 200L), (first.Merged, first.High));
        Assert.Equal((2L, 100L), (second.Merged, second.High));
    }

    [Fact]
    public void A_resync_of_trades_goes_on_where_the_cursor_stands()
    {
        var cursor = Follow();
        _feed.Trade("A", 101, 2);
        cursor.RequestSnapshot();

        var message = cursor.ReadOne();

        Assert.Equal((DataKind.Trades, 1L), (message.Kind, message.Merged));
        Assert.NotNull(message.From);
    }

    [Fact]
    public void One_smallest_size_too_many_gets_no_sum_but_hears_what_is_missing_and_goes_on()
    {
        var feed = new TestFeed(new MarketOptions { TradeRingLengthMax = 64, SummedTradeSizesMax = 1 });
        feed.Trade("A", 100, 1);
        TestCursor[] cursors = [.. new[] { 0, 3, 9 }.Select(size => TestCursor.Subscribe(
            feed.Market, feed.Symbol("A"), new StreamKey(Channel.Trade, 0) { MinTradeSize = size }, 0, WireFormat.MessagePack))];
        Array.ForEach(cursors, static cursor => cursor.ReadOne());
        var versions = Enumerable.Range(1, 67).Select(size => feed.Trade("A", 100, size)).ToList();

        var messages = Array.ConvertAll(cursors, static cursor => cursor.Read());

        Assert.All(messages, all => Assert.Equal([DataKind.TradeRollUp, DataKind.Trades], all.Select(message => message.Kind)));
        Assert.All(messages, all => Assert.Equal((versions[2], versions[2], versions[^1]), (all[0].To, all[1].From, all[1].To)));
        Assert.Equal((6L, 3L), (messages[0][0].Volume, messages[0][0].Merged));
        Assert.Single(messages[1..], static all => all[0].Volume is null && all[0].Merged is null);
        Assert.Single(messages[1..], static all => all[0].Volume is not null && all[0].Merged == 3);
        var account = feed.Market.Delivery;
        Assert.Equal(account.Offered, account.Delivered + account.Merged + account.Abandoned);
        Assert.Equal(0, feed.Market.CountWaiting());
        feed.Trade("A", 100, 10);
        Assert.All(cursors, static cursor => Assert.Equal(1, cursor.ReadOne().Merged));
    }

    [Fact]
    public void A_stream_that_was_made_before_the_channel_began_anew_is_told_what_leaves_the_ring()
    {
        var symbol = _feed.Symbol("A");
        _feed.Trade("A", 100, 1);
        var stream = new TradeStream(number: 99, symbol, new StreamKey(Channel.Trade, 0));
        _feed.Market.BeginEpoch("another");
        var cursor = new StreamCursor();
        lock (symbol.Ticks.Gate)
        {
            stream.JoinNeedsGate(cursor);
        }

        for (var size = 1; size <= 5; size++)
        {
            _feed.Trade("A", 100, size);
        }

        Assert.NotNull(cursor.TradePlace?.Owed);
    }

    private TestCursor Follow()
    {
        _feed.Trade("A", 100, 1);
        var cursor = Subscribe();
        cursor.ReadOne();
        return cursor;
    }

    private TestCursor Subscribe(int history = 0) =>
        TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Trade, history: history);
}
