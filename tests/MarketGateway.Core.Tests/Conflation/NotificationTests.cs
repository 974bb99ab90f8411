using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>Whom an update notifies: who asked, once each, and nobody who would not see it.</summary>
public sealed class NotificationTests
{
    private readonly TestFeed _feed = new();

    [Fact]
    public void An_update_below_the_window_notifies_nobody()
    {
        var (top, whole) = (Follow(Channel.Book, depth: 1), Follow(Channel.Book));
        _feed.Delta("A", bids: "99:9");

        Assert.Equal(0, top.Notified);
        Assert.Equal(1, whole.Notified);
    }

    [Fact]
    public void A_repeated_snapshot_notifies_nobody()
    {
        var cursor = Follow(Channel.Book);
        _feed.Snapshot("A", "100:5 99:4", "101:2");

        Assert.Equal(0, cursor.Notified);
    }

    [Fact]
    public void A_follower_is_notified_once_until_it_looks_again()
    {
        var cursor = Follow(Channel.Book);
        _feed.Delta("A", bids: "100:1");
        _feed.Delta("A", bids: "100:2");
        Assert.Equal(1, cursor.Notified);

        cursor.Read();
        _feed.Delta("A", bids: "100:3");
        Assert.Equal(2, cursor.Notified);
    }

    [Fact]
    public void A_change_of_state_notifies_every_depth()
    {
        var cursor = Follow(Channel.Book, depth: 1);
        _feed.Market.Skipped(FeedTopic.Books, _feed.Symbol("A"), DecodeError.Malformed);

        Assert.Equal(1, cursor.Notified);
    }

    [Fact]
    public void A_trade_notifies_quote_and_trades_and_a_quote_only_the_quote()
    {
        var (quotes, trades) = (Follow(Channel.Quote), Follow(Channel.Trade));
        _feed.Quote("A", bid: "100:6");
        Assert.Equal((1, 0), (quotes.Notified, trades.Notified));

        quotes.Read();
        _feed.Trade("A", 100, 1);
        Assert.Equal((2, 1), (quotes.Notified, trades.Notified));
    }

    [Fact]
    public void Who_has_left_is_not_notified_any_more()
    {
        TestCursor[] cursors = [Follow(Channel.Book), Follow(Channel.Book), Follow(Channel.Book)];
        cursors[1].Release();
        _feed.Delta("A", bids: "100:1");

        Assert.Equal([1, 0, 1], cursors.Select(cursor => cursor.Notified));
    }

    [Fact]
    public void The_last_release_takes_the_stream_with_it()
    {
        var (first, second) = (Follow(Channel.Book), Follow(Channel.Book));
        Assert.Same(first.Stream, second.Stream);

        first.Release();
        var third = Follow(Channel.Book);
        Assert.Same(second.Stream, third.Stream);

        second.Release();
        third.Release();
        Assert.NotSame(third.Stream, Follow(Channel.Book).Stream);
    }

    private TestCursor Follow(Channel channel, int depth = 0)
    {
        if (_feed.Symbol("A").Books.Status.State == SymbolState.Loading)
        {
            _feed.Snapshot("A", "100:5 99:4", "101:2");
            _feed.Quote("A", bid: "100:5", ask: "101:2");
        }

        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), channel, depth);
        cursor.ReadOne();
        return cursor;
    }
}
