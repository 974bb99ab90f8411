using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>A log that was replaced: every version and all state is void.</summary>
public sealed class EpochTests
{
    private readonly TestFeed _feed = new(TestFeed.SmallOptions);

    public static TheoryData<Channel> Channels => [.. Enum.GetValues<Channel>()];

    [Theory]
    [MemberData(nameof(Channels))]
    public void A_cursor_of_the_old_log_gets_a_first_snapshot_of_the_new_one(Channel channel)
    {
        var cursor = Follow(channel);

        _feed.BeginEpoch("next");
        Assert.Empty(cursor.Read());
        Update(channel);

        var messages = cursor.Read();
        var isTrade = channel == Channel.Trade;
        Assert.Equal((null, isTrade ? -1 : 0L, 0L), (messages[0].From, messages[0].To, messages[0].Merged));
        Assert.Equal(isTrade ? 2 : 1, messages.Count);
    }

    [Fact]
    public void Every_trade_of_a_new_log_comes_to_who_followed_the_old_one_however_late_it_reads()
    {
        var cursor = Follow(Channel.Trade);
        for (var size = 1; size <= 7; size++)
        {
            _feed.Trade("A", 100, size);
        }

        _feed.BeginEpoch("next");
        for (var size = 1; size <= 7; size++)
        {
            _feed.Trade("A", 200, size);
        }

        var messages = cursor.Read();

        Assert.Equal([DataKind.Trades, DataKind.TradeRollUp, DataKind.Trades], messages.Select(message => message.Kind));
        Assert.Equal([null, -1L, 2L], messages.Select(message => message.From));
        Assert.Equal([0L, 3L, 4L], messages.Select(message => message.Merged));
        Assert.Equal((200L, 6L), (messages[1].High, messages[1].Volume));
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void An_offer_from_another_log_is_not_taken(Channel channel)
    {
        Update(channel);
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), channel);

        Assert.False(cursor.Resume(0, null, null, generation: "99.2.0"));
        Assert.Null(cursor.ReadOne().From);
    }

    [Fact]
    public void A_new_log_may_define_other_scales()
    {
        _feed.Define("A", priceScale: 2);
        _feed.BeginEpoch("next");
        _feed.Define("A", priceScale: 4);

        Assert.Equal(4, _feed.Symbol("A").Definition!.PriceScale);
        Assert.Equal(4, _feed.Symbol("A").Books.Generation.PriceScale);
    }

    [Fact]
    public void A_symbol_that_the_new_log_does_not_name_is_not_listed()
    {
        _feed.Define("A");
        Assert.NotNull(_feed.Market.Find("A"));

        _feed.BeginEpoch("next");

        Assert.Null(_feed.Market.Find("A"));
    }

    [Fact]
    public void A_symbol_made_after_the_log_was_replaced_belongs_to_the_new_one()
    {
        _feed.BeginEpoch("next");
        var cursor = Follow(Channel.Book);
        _feed.Delta("A", bids: "99:1");

        Assert.Equal(DataKind.BookDelta, cursor.ReadOne().Kind);
        Assert.Equal("next", _feed.Market.Epoch.Name);
    }

    private TestCursor Follow(Channel channel)
    {
        Update(channel);
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), channel);
        cursor.ReadOne();
        return cursor;
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
}
