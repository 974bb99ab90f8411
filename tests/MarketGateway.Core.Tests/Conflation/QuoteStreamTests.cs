using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Books;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>What a quote stream sends to a cursor.</summary>
public sealed class QuoteStreamTests
{
    private readonly TestFeed _feed = new(TestFeed.SmallOptions);

    [Fact]
    public void A_first_message_holds_all_fields_and_nil_for_those_without_a_value()
    {
        _feed.Quote("A", bid: "100:5");

        var message = Subscribe().ReadOne();

        Assert.Equal((DataKind.QuoteSnapshot, null, 0L), (message.Kind, message.From, message.Merged));
        Assert.Equal(QuoteFields.All, message.Fields);
        Assert.Equal([100, 5, null, null], message.Values.Take(4));
        Assert.Equal(Quote.FieldCount, message.Values.Count);
    }

    [Fact]
    public void A_delta_holds_the_fields_that_changed_after_the_cursor()
    {
        var cursor = Follow();
        _feed.Quote("A", bid: "100:6", ask: "101:4");
        var time = _feed.OccurredAt;
        _feed.Quote("A", bid: "100:7");

        var delta = cursor.ReadOne();

        Assert.Equal((DataKind.QuoteDelta, 2L), (delta.Kind, delta.Merged));
        Assert.Equal(QuoteFields.BidSize | QuoteFields.OccurredAt, delta.Fields);
        Assert.Equal([7, time], delta.Values);
    }

    [Fact]
    public void A_side_that_empties_is_sent_as_nil()
    {
        var cursor = Follow();
        _feed.Quote("A", bid: "100:0");

        var delta = cursor.ReadOne();

        Assert.Equal(QuoteFields.BidPrice | QuoteFields.BidSize | QuoteFields.OccurredAt, delta.Fields);
        Assert.Equal([null, null], delta.Values.Take(2));
    }

    [Fact]
    public void A_trade_is_an_update_of_the_quote()
    {
        var cursor = Follow();
        var version = _feed.Trade("A", 101, 3);

        var delta = cursor.ReadOne();

        Assert.Equal((version, 1L), (delta.To, delta.Merged));
        Assert.True(delta.Fields.HasFlag(QuoteFields.LastPrice | QuoteFields.LastSize | QuoteFields.LastTradeAt));
    }

    [Fact]
    public void A_cursor_older_than_the_log_gets_a_snapshot_with_an_exact_count()
    {
        var cursor = Follow();
        for (var size = 1; size <= 30; size++)
        {
            _feed.Quote("A", bid: $"100:{size}");
        }

        // A delta would have to say when the first of them occurred, which nobody remembers.
        var snapshot = cursor.ReadOne();

        Assert.Equal((DataKind.QuoteSnapshot, 30L), (snapshot.Kind, snapshot.Merged));
    }

    [Fact]
    public void A_requested_snapshot_comes_even_if_nothing_changed()
    {
        var cursor = Follow();
        cursor.RequestSnapshot();

        var message = cursor.ReadOne();

        Assert.Equal((DataKind.QuoteSnapshot, 0L), (message.Kind, message.From));
        Assert.Empty(cursor.Read());
    }

    [Fact]
    public void A_checksum_is_of_what_the_client_holds_whatever_the_way_that_led_to_it()
    {
        _feed.Quote("A", bid: "100:5", ask: "101:4");
        var (often, seldom) = (Subscribe(), Subscribe());
        seldom.ReadOne();
        often.ReadOne();
        _feed.Quote("A", bid: "100:6");
        often.ReadOne();
        var time = _feed.OccurredAt;
        _feed.Quote("A", bid: "100:0", ask: "102:4");

        long?[] held = [null, null, 102, 4, .. new long?[9], time];
        var expected = (long)ReferenceQuote.Checksum(held);
        Assert.Equal([(1, expected), (2, expected)], MergedAndChecksum(often, seldom));
    }

    [Fact]
    public void A_checksum_is_of_the_fields_of_the_stream_alone()
    {
        _feed.Quote("A", bid: "100:5", ask: "101:4");
        var key = new StreamKey(Channel.Quote, 0) { Fields = QuoteFields.BidPrice | QuoteFields.AskSize };
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), key, history: 0, WireFormat.MessagePack);
        var snapshot = cursor.ReadOne();
        _feed.Quote("A", bid: "99:5", ask: "102:4");

        var delta = cursor.ReadOne();

        Assert.Equal(ReferenceQuote.Checksum([100, 4]), snapshot.Checksum);
        Assert.Equal((QuoteFields.BidPrice, ReferenceQuote.Checksum([99, 4])), (delta.Fields, delta.Checksum));
    }

    private static (long?, long)[] MergedAndChecksum(params TestCursor[] cursors) =>
        [.. cursors.Select(cursor => cursor.ReadOne()).Select(message => (message.Merged, message.Checksum))];

    private TestCursor Follow()
    {
        _feed.Quote("A", bid: "100:5", ask: "101:4");
        var cursor = Subscribe();
        cursor.ReadOne();
        return cursor;
    }

    private TestCursor Subscribe() => TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Quote);
}
