using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>Which symbols there are, and what is known of them.</summary>
public sealed class CatalogTests
{
    private readonly TestFeed _feed = new();

    [Fact]
    public void A_symbol_whose_first_record_comes_before_its_definition_gets_one_from_that_record()
    {
        _feed.Snapshot("A", "100:1", "101:1");

        var definition = _feed.Market.Find("A")!.Definition!;

        Assert.Equal(new("", "", "", PriceScale: 2, SizeScale: 0, TickSize: 1, ""), definition);
    }

    [Fact]
    public void A_definition_that_comes_later_adds_the_attributes()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Define("A", tickSize: 25);

        Assert.Equal(("XTST", 25L), (_feed.Symbol("A").Definition!.Venue, _feed.Symbol("A").Definition!.TickSize));
    }

    [Fact]
    public void A_definition_with_other_scales_does_not_touch_what_its_records_have_told()
    {
        _feed.Snapshot("A", "100:1", "101:1");

        Assert.Equal(DecodeError.None, _feed.Define("A", priceScale: 3));
        Assert.Equal(3, _feed.Symbol("A").Definition!.PriceScale);
        Assert.Equal((2, 100), (_feed.Symbol("A").Books.Generation.PriceScale, _feed.Symbol("A").Books.Book.Bids[0].Price));
    }

    [Fact]
    public void A_definition_gives_its_scales_until_the_first_record_tells_its_own()
    {
        _feed.Define("A", priceScale: 4);
        Assert.Equal(4, _feed.Symbol("A").Books.Generation.PriceScale);

        _feed.Snapshot("A", "100:1", "101:1");
        Assert.Equal((2, 100), (_feed.Symbol("A").Books.Generation.PriceScale, _feed.Symbol("A").Books.Book.Bids[0].Price));
        Assert.Equal(4, _feed.Symbol("A").Ticks.Generation.PriceScale);
    }

    [Fact]
    public void A_withdrawn_symbol_is_not_listed_until_it_is_defined_again()
    {
        _feed.Define("A");
        _feed.Market.Withdraw(_feed.Symbol("A"));
        Assert.Null(_feed.Market.Find("A"));

        _feed.Define("A");
        Assert.NotNull(_feed.Market.Find("A"));
    }

    [Fact]
    public void The_catalog_has_every_symbol_once_in_the_order_of_appearance()
    {
        _feed.Define("B");
        _feed.Define("A");
        _feed.Market.Withdraw(_feed.Symbol("B"));
        _feed.Define("B");

        Assert.Equal(["B", "A"], _feed.Market.Catalog.ToArray().Select(symbol => symbol.Symbol));
    }

    [Fact]
    public void A_key_that_is_no_symbol_resolves_to_nothing()
    {
        Assert.Null(_feed.Market.Resolve("A*"u8));
        Assert.Null(_feed.Market.Resolve(""u8));
        Assert.Null(_feed.Market.Resolve(new byte[65]));
        Assert.Empty(_feed.Market.Catalog.ToArray());
    }

    [Fact]
    public void A_key_resolves_to_the_same_symbol_every_time() =>
        Assert.Same(_feed.Market.Resolve("日経225"u8), _feed.Market.Resolve("日経225"u8));

    [Fact]
    public void A_copy_of_the_state_is_what_a_stream_shows()
    {
        _feed.Snapshot("A", "100:5 99:4", "101:2");
        _feed.Quote("A", bid: "100:5");
        var trade = _feed.Trade("A", 101, 3);

        var book = ChannelSnapshots.OfBook(_feed.Symbol("A"), depth: 1);
        var message = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Book, depth: 1).ReadOne();
        Assert.Equal((message.To, message.Checksum), (book.Version!.Value, (long)book.Checksum));
        Assert.Equal(message.Bids, book.Bids);

        var quote = ChannelSnapshots.OfQuote(_feed.Symbol("A"));
        message = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Quote).ReadOne();
        Assert.Equal((message.To, message.Checksum), (quote.Version!.Value, (long)quote.Checksum));
        Assert.Equal(101, quote.Fields[4]);
        Assert.Equal(trade, Assert.Single(ChannelSnapshots.OfTrades(_feed.Symbol("A"), 10).Trades).Version);
    }

    [Fact]
    public void A_key_that_is_no_text_is_not_the_symbol_that_decoders_put_in_its_place()
    {
        Assert.NotNull(_feed.Market.Resolve("A\ufffd"u8));

        Assert.Null(_feed.Market.Resolve([(byte)'A', 0xff]));
    }

    [Fact]
    public void A_copy_of_a_symbol_without_data_has_no_version()
    {
        var symbol = _feed.Symbol("A");

        Assert.Null(ChannelSnapshots.OfBook(symbol, 0).Version);
        Assert.Null(ChannelSnapshots.OfQuote(symbol).Version);
        Assert.Null(ChannelSnapshots.OfTrades(symbol, 10).OccurredAt);
    }
}
