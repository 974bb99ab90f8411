using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Books;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>What a book stream sends to a cursor.</summary>
public sealed class BookStreamTests
{
    private readonly TestFeed _feed = new(TestFeed.SmallOptions);

    [Fact]
    public void A_first_message_is_a_snapshot_that_jumps_over_nothing()
    {
        var version = _feed.Snapshot("A", "100:5 99:3", "101:2");

        var message = Subscribe(depth: 1).ReadOne();

        Assert.Equal(DataKind.BookSnapshot, message.Kind);
        Assert.Null(message.From);
        Assert.Equal(version, message.To);
        Assert.Equal(0, message.Merged);
        Assert.Equal("100:5", Levels.Text(message.Bids));
        Assert.Equal("101:2", Levels.Text(message.Asks));
    }

    [Fact]
    public void A_stream_without_a_snapshot_yet_sends_nothing()
    {
        _feed.Delta("A", bids: "100:5");

        Assert.Empty(Subscribe().Read());
    }

    [Fact]
    public void A_cursor_at_the_newest_version_gets_nothing()
    {
        var cursor = Follow("100:5", "101:2");

        Assert.Empty(cursor.Read());
    }

    [Fact]
    public void A_price_added_and_removed_between_two_flushes_is_not_sent()
    {
        var cursor = Follow("100:5", "101:2");
        _feed.Delta("A", bids: "99:7");
        _feed.Delta("A", bids: "99:0");

        var delta = cursor.ReadOne();

        Assert.Equal(DataKind.BookDelta, delta.Kind);
        Assert.Empty(delta.Bids);
        Assert.Equal(2, delta.Merged);
    }

    [Fact]
    public void A_price_removed_and_put_back_between_two_flushes_is_not_sent()
    {
        var cursor = Follow("100:5", "101:2");
        _feed.Delta("A", bids: "100:0");
        _feed.Delta("A", bids: "100:5");

        Assert.Empty(cursor.ReadOne().Bids);
    }

    [Fact]
    public void A_price_that_changed_many_times_is_sent_once_with_the_size_it_has_now()
    {
        var cursor = Follow("100:5", "101:2");
        _feed.Delta("A", bids: "100:6");
        _feed.Delta("A", bids: "100:7", asks: "101:1");
        _feed.Delta("A", bids: "100:8");

        var delta = cursor.ReadOne();

        Assert.Equal("100:8", Levels.Text(delta.Bids));
        Assert.Equal("101:1", Levels.Text(delta.Asks));
        Assert.Equal(3, delta.Merged);
    }

    [Fact]
    public void A_delta_says_how_old_its_oldest_update_is()
    {
        var cursor = Follow("100:5", "101:2");
        var occurredAt = _feed.OccurredAt;
        _feed.Delta("A", bids: "100:6");
        _feed.Delta("A", bids: "100:7");

        Assert.Equal(occurredAt, cursor.ReadOne().Oldest);
    }

    [Fact]
    public void Updates_below_the_depth_do_not_make_a_delta_older()
    {
        var cursor = Follow("100:5 99:1", "101:2", depth: 1);
        _feed.Delta("A", bids: "99:2");
        var seenAt = _feed.OccurredAt;
        _feed.Delta("A", bids: "100:6");
        _feed.Delta("A", bids: "99:3");

        var delta = cursor.ReadOne();
        Assert.Equal((seenAt, 3L), (delta.Oldest, delta.Merged));

        _feed.Delta("A", bids: "99:4");
        var unseen = cursor.ReadOne();
        Assert.Equal((null, 1L), (unseen.Oldest, unseen.Merged));
    }

    [Fact]
    public void A_level_that_moves_into_the_window_is_sent_in_full()
    {
        var cursor = Follow("100:5 99:4 98:3", "101:2", depth: 2);
        _feed.Delta("A", bids: "100:0");

        Assert.Equal("100:0 98:3", Levels.Text(cursor.ReadOne().Bids));
    }

    [Fact]
    public void A_level_pushed_out_of_the_window_is_left_to_the_client()
    {
        var cursor = Follow("100:5 99:4 98:3", "105:2", depth: 2);
        _feed.Delta("A", bids: "101:1");

        Assert.Equal("101:1", Levels.Text(cursor.ReadOne().Bids));
    }

    [Fact]
    public void A_level_that_left_the_window_and_changed_outside_comes_back_in_full()
    {
        var cursor = Follow("100:5 99:4", "105:2", depth: 2);
        _feed.Delta("A", bids: "101:1");
        cursor.ReadOne();
        _feed.Delta("A", bids: "99:9");
        cursor.ReadOne();
        _feed.Delta("A", bids: "101:0");

        Assert.Equal("101:0 99:9", Levels.Text(cursor.ReadOne().Bids));
    }

    [Fact]
    public void An_update_below_the_window_moves_the_version_with_an_empty_delta()
    {
        var cursor = Follow("100:5 99:4", "105:2", depth: 1);
        var version = _feed.Delta("A", bids: "99:9");

        var delta = cursor.ReadOne();

        Assert.Equal((DataKind.BookDelta, version, 1L), (delta.Kind, delta.To, delta.Merged));
        Assert.Empty(delta.Bids);
    }

    [Fact]
    public void A_repeated_feed_snapshot_is_an_empty_delta()
    {
        var cursor = Follow("100:5 99:4", "105:2");
        _feed.Snapshot("A", "100:5 99:4", "105:2");

        var delta = cursor.ReadOne();

        Assert.Equal((DataKind.BookDelta, 1L), (delta.Kind, delta.Merged));
        Assert.Empty(delta.Bids.Concat(delta.Asks));
    }

    [Fact]
    public void A_cursor_older_than_the_journal_gets_a_snapshot_that_says_what_it_jumps()
    {
        var cursor = Follow("100:5 99:4", "105:2");
        var from = cursor.Version;
        for (var size = 1; size <= 20; size++)
        {
            _feed.Delta("A", bids: $"100:{size}");
        }

        var message = cursor.ReadOne();

        Assert.Equal(DataKind.BookSnapshot, message.Kind);
        Assert.Equal(from, message.From);
        Assert.Equal(20, message.Merged);
        Assert.Equal("100:20 99:4", Levels.Text(message.Bids));
    }

    [Fact]
    public void A_delta_larger_than_the_snapshot_becomes_a_snapshot()
    {
        var cursor = Follow("100:5 99:4 98:3", "105:2");
        var version = _feed.Delta("A", bids: "100:0 99:0 98:0");

        var message = cursor.ReadOne();

        Assert.Equal((DataKind.BookSnapshot, version, 1L), (message.Kind, message.To, message.Merged));
        Assert.Equal(version - 1, message.From);
        Assert.Equal("", Levels.Text(message.Bids));
    }

    [Fact]
    public void A_requested_snapshot_comes_even_if_nothing_changed_and_the_account_goes_on()
    {
        var cursor = Follow("100:5", "101:2");
        cursor.RequestSnapshot();

        var message = cursor.ReadOne();

        Assert.Equal((DataKind.BookSnapshot, 0L, 0L), (message.Kind, message.From, message.Merged));
        Assert.Empty(cursor.Read());
    }

    [Fact]
    public void An_empty_book_is_a_snapshot_without_levels_and_checksum_0()
    {
        _feed.Snapshot("A", "", "");

        var message = Subscribe(depth: 5).ReadOne();

        Assert.Empty(message.Bids.Concat(message.Asks));
        Assert.Equal(0, message.Checksum);
    }

    private TestCursor Follow(string bids, string asks, int depth = 0)
    {
        _feed.Snapshot("A", bids, asks);
        var cursor = Subscribe(depth);
        cursor.ReadOne();
        return cursor;
    }

    private TestCursor Subscribe(int depth = 0) =>
        TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Book, depth);
}
