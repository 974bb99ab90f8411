using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Books;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>A client that says where it stands, to any replica.</summary>
public sealed class ResumeTests
{
    private readonly TestFeed _feed = new(TestFeed.SmallOptions);

    [Fact]
    public void A_client_that_resumes_gets_the_delta_from_where_it_stood()
    {
        var version = _feed.Snapshot("A", "100:5 99:4", "101:2");
        _feed.Delta("A", bids: "99:7");
        var cursor = Subscribe(Channel.Book);

        Assert.True(cursor.Resume(version, null, null));

        var delta = cursor.ReadOne();
        Assert.Equal((DataKind.BookDelta, version, 1L), (delta.Kind, delta.From, delta.Merged));
        Assert.Equal("99:7", Levels.Text(delta.Bids));
    }

    [Fact]
    public void A_client_that_resumes_where_nothing_changed_gets_nothing()
    {
        var version = _feed.Snapshot("A", "100:5", "101:2");
        var cursor = Subscribe(Channel.Book);

        Assert.True(cursor.Resume(version, null, null));
        Assert.Empty(cursor.Read());
    }

    [Fact]
    public void Levels_beyond_the_edges_that_are_in_the_window_now_are_sent_in_full()
    {
        var version = _feed.Snapshot("A", "100:5 99:4 98:3", "101:2 102:3 103:4");
        _feed.Delta("A", bids: "100:0", asks: "101:0");
        var cursor = Subscribe(Channel.Book, depth: 2);

        Assert.True(cursor.Resume(version, bidEdge: 99, askEdge: 102));

        var delta = cursor.ReadOne();
        Assert.Equal("100:0 98:3", Levels.Text(delta.Bids));
        Assert.Equal("101:0 103:4", Levels.Text(delta.Asks));
    }

    [Fact]
    public void A_replica_that_does_not_remember_the_version_sends_a_snapshot_over_an_unknown_number()
    {
        var version = _feed.Snapshot("A", "100:5 99:4", "101:2");
        for (var size = 1; size <= 20; size++)
        {
            _feed.Delta("A", bids: $"100:{size}");
        }

        var cursor = Subscribe(Channel.Book);
        Assert.False(cursor.Resume(version, null, null));

        var message = cursor.ReadOne();
        Assert.Equal((DataKind.BookSnapshot, version, null), (message.Kind, message.From, message.Merged));
    }

    [Fact]
    public void A_replica_that_remembers_the_version_but_not_its_touches_promises_a_snapshot()
    {
        var version = _feed.Snapshot("A", "100:5", "101:2");
        _feed.Delta("A", bids: "99:1 98:1 97:1 96:1 95:1");
        _feed.Delta("A", bids: "99:2 98:2 97:2 96:2 95:2");
        var cursor = Subscribe(Channel.Book);

        Assert.False(cursor.Resume(version, null, null));
        Assert.Equal(DataKind.BookSnapshot, cursor.ReadOne().Kind);
    }

    [Theory]
    [InlineData(Channel.Book)]
    [InlineData(Channel.Quote)]
    public void A_promised_snapshot_comes_even_if_the_replica_gets_to_the_very_version(Channel channel)
    {
        var cursor = Subscribe(channel);
        Assert.False(cursor.Resume(1, null, null, generation: "0.2.0"));

        Update(channel);
        Update(channel);

        var message = cursor.ReadOne();
        Assert.True(message.Kind is DataKind.BookSnapshot or DataKind.QuoteSnapshot);
        Assert.Equal((null, 1L, 0L), (message.From, message.To, message.Merged));
    }

    [Theory]
    [InlineData(Channel.Book)]
    [InlineData(Channel.Quote)]
    [InlineData(Channel.Trade)]
    public void A_client_ahead_of_its_replica_gets_nothing_until_the_replica_is_there(Channel channel)
    {
        Update(channel);
        var cursor = Subscribe(channel);
        Assert.True(cursor.Resume(1, null, null));
        Assert.Empty(cursor.Read());

        Update(channel);
        Assert.Empty(cursor.Read());

        Update(channel);
        var message = cursor.ReadOne();
        Assert.True(message.Kind is DataKind.BookDelta or DataKind.QuoteDelta or DataKind.Trades);
        Assert.Equal((1L, 2L, 1L), (message.From, message.To, message.Merged));
    }

    [Fact]
    public void Trades_that_a_client_ahead_of_its_replica_has_are_not_rolled_up_for_it()
    {
        Update(Channel.Trade);
        var cursor = Subscribe(Channel.Trade);
        cursor.Resume(6, null, null);
        for (var trade = 1; trade <= 8; trade++)
        {
            Update(Channel.Trade);
        }

        var message = cursor.ReadOne();

        Assert.Equal((DataKind.Trades, 6L, 8L, 2L), (message.Kind, message.From, message.To, message.Merged));
    }

    [Fact]
    public void Trades_resume_one_by_one_while_the_ring_holds_them()
    {
        var version = _feed.Trade("A", 100, 1);
        _feed.Trade("A", 101, 2);
        var cursor = Subscribe(Channel.Trade);

        Assert.True(cursor.Resume(version, null, null));
        Assert.Equal([101], cursor.ReadOne().Trades.Select(trade => trade.Price));
    }

    [Fact]
    public void Trades_resume_at_the_newest_one_that_left_the_ring()
    {
        var versions = Enumerable.Range(1, 5).Select(size => _feed.Trade("A", 100, size)).ToList();
        var cursor = Subscribe(Channel.Trade);

        Assert.True(cursor.Resume(versions[0], null, null));
        Assert.Equal(4, cursor.ReadOne().Merged);
    }

    [Fact]
    public void Trades_that_nobody_remembers_are_a_roll_up_without_numbers()
    {
        var versions = Enumerable.Range(1, 9).Select(size => _feed.Trade("A", 100, size)).ToList();
        var cursor = Subscribe(Channel.Trade);

        Assert.True(cursor.Resume(versions[1], null, null));

        var messages = cursor.Read();
        Assert.Equal([DataKind.TradeRollUp, DataKind.Trades], messages.Select(message => message.Kind));
        Assert.Equal((versions[1], null), (messages[0].From, messages[0].Merged));
        Assert.All(messages[0].Elements.Skip(6), Assert.Null);
        Assert.Equal(messages[0].To, messages[1].From);
        Assert.Equal(versions[5..], messages[1].Trades.Select(trade => trade.Version));
    }

    [Fact]
    public void A_version_at_which_there_was_no_trade_gets_the_trades_after_it()
    {
        _feed.Trade("A", 100, 1);
        var quote = _feed.Quote("A", bid: "99:1");
        _feed.Trade("A", 101, 1);
        var cursor = Subscribe(Channel.Trade);

        Assert.True(cursor.Resume(quote, null, null));
        Assert.Equal([101], cursor.ReadOne().Trades.Select(trade => trade.Price));
    }

    [Fact]
    public void What_was_trimmed_before_this_process_read_is_a_roll_up_without_numbers_to_whoever_may_lack_it()
    {
        _feed.TrimBefore(FeedTopic.Ticks, 50);
        _feed.Trade("B", 1, 1);
        _feed.Trade("A", 100, 1);
        var (beforeAll, atTheStart) = (Subscribe(Channel.Trade), Subscribe(Channel.Trade));

        Assert.True(beforeAll.Resume(-1, null, null));
        var messages = beforeAll.Read();
        Assert.Equal([DataKind.TradeRollUp, DataKind.Trades], messages.Select(message => message.Kind));
        Assert.Equal((-1L, null), (messages[0].From, messages[0].Merged));
        Assert.Equal(messages[0].To, messages[1].From);

        Assert.True(atTheStart.Resume(49, null, null));
        Assert.Equal(1, atTheStart.ReadOne().Merged);
    }

    [Fact]
    public void Where_no_trade_came_since_this_process_read_a_client_stands_where_that_began()
    {
        _feed.TrimBefore(FeedTopic.Ticks, 50);
        _feed.Quote("A", bid: "99:1");
        var (first, resuming) = (Subscribe(Channel.Trade), Subscribe(Channel.Trade));

        Assert.Equal(49, first.ReadOne().To);
        Assert.True(resuming.Resume(-1, null, null));
        var rollUp = resuming.ReadOne();
        Assert.Equal((DataKind.TradeRollUp, 49L, null), (rollUp.Kind, rollUp.To, rollUp.Merged));

        _feed.Trade("A", 100, 1);
        Assert.Equal((49L, 1L), (resuming.ReadOne().From, 1L));
    }

    [Fact]
    public void A_client_that_saw_no_trade_resumes_before_the_first_one()
    {
        _feed.Trade("A", 100, 1);
        var cursor = Subscribe(Channel.Trade);

        Assert.True(cursor.Resume(-1, null, null));
        Assert.Equal((-1L, 1L), (cursor.ReadOne().From, 1L));
    }

    [Fact]
    public void What_is_encoded_for_wrong_edges_reaches_nobody_else()
    {
        var version = _feed.Snapshot("A", "100:5 99:4 98:3", "101:2");
        var honest = Subscribe(Channel.Book, depth: 2);
        honest.ReadOne();
        _feed.Delta("A", bids: "100:6");
        var liar = Subscribe(Channel.Book, depth: 2);
        liar.Resume(version, bidEdge: 500, askEdge: -500);
        liar.ReadOne();

        Assert.Equal("100:6", Levels.Text(honest.ReadOne().Bids));
    }

    private void Update(Channel channel)
    {
        switch (channel)
        {
            case Channel.Book: _feed.Snapshot("A", "100:5", "101:2"); break;
            case Channel.Quote: _feed.Quote("A", bid: "100:5"); break;
            default: _feed.Trade("A", 100, 1); break;
        }
    }

    private TestCursor Subscribe(Channel channel, int depth = 0) =>
        TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), channel, depth);
}
