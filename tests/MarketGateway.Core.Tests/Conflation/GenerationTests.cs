using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Books;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>Versions are compared within a generation only: one partition, one pair of scales.</summary>
public sealed class GenerationTests
{
    private readonly TestFeed _feed = new();

    [Fact]
    public void A_snapshot_in_other_scales_begins_a_generation_and_keeps_the_account()
    {
        var version = _feed.Snapshot("A", "94:100", "96:50");
        var cursor = Subscribe(Channel.Book);
        cursor.ReadOne();

        _feed.PriceScale = 3;
        _feed.Snapshot("A", "940:100", "955:20 960:50");

        var message = cursor.ReadOne();
        Assert.Equal((DataKind.BookSnapshot, version, 1L), (message.Kind, message.From, message.Merged));
        Assert.Equal("940:100", Levels.Text(_feed.Symbol("A").Books.Book.Bids));
        Assert.Equal("0.3.0", cursor.SentGeneration!.Name);
    }

    [Fact]
    public void A_delta_with_more_digits_brings_the_whole_book_to_its_scale()
    {
        _feed.Snapshot("A", "94:100", "96:50");
        var cursor = Subscribe(Channel.Book);
        cursor.ReadOne();

        _feed.PriceScale = 3;
        _feed.Delta("A", asks: "955:20");

        Assert.Equal(DataKind.BookSnapshot, cursor.ReadOne().Kind);
        Assert.Equal("955:20 960:50", Levels.Text(_feed.Symbol("A").Books.Book.Asks));
        Assert.Equal(SymbolState.Live, cursor.SentStatus!.State);

        _feed.PriceScale = 2;
        _feed.Delta("A", asks: "96:70");
        Assert.Equal(DataKind.BookDelta, cursor.ReadOne().Kind);
        Assert.Equal("955:20 960:70", Levels.Text(_feed.Symbol("A").Books.Book.Asks));
    }

    [Fact]
    public void A_delta_that_can_be_converted_changes_nothing_but_the_book()
    {
        _feed.Snapshot("A", "94:100", "96:50");
        _feed.PriceScale = 3;
        _feed.Delta("A", asks: "960:70");

        Assert.Equal("96:70", Levels.Text(_feed.Symbol("A").Books.Book.Asks));
        Assert.Equal("0.2.0", _feed.Symbol("A").Books.Generation.Name);
    }

    [Fact]
    public void A_quote_with_more_digits_brings_the_side_that_it_leaves_out_to_its_scale()
    {
        _feed.Quote("A", bid: "94:100", ask: "96:50", volume: 7);
        var cursor = Subscribe(Channel.Quote);
        cursor.ReadOne();

        (_feed.PriceScale, _feed.SizeScale) = (3, 1);
        _feed.Quote("A", ask: "955:500");

        Assert.Equal(DataKind.QuoteSnapshot, cursor.ReadOne().Kind);
        var quote = _feed.Symbol("A").Ticks.Quote;
        Assert.Equal((940, 1000), (quote[QuoteFields.BidPrice], quote[QuoteFields.BidSize]));
        Assert.Equal((955, 500), (quote[QuoteFields.AskPrice], quote[QuoteFields.AskSize]));
        Assert.Equal(70, quote[QuoteFields.Volume]);
    }

    [Fact]
    public void Replicas_that_read_the_definition_at_another_moment_name_the_same_generation()
    {
        var late = new TestFeed();
        _feed.Define("A", priceScale: 2);
        late.Define("A", priceScale: 3);
        foreach (var feed in new[] { _feed, late })
        {
            feed.Quote("A", bid: "94:100", ask: "96:50");
            feed.Snapshot("A", "94:100", "96:50");
        }

        _feed.Define("A", priceScale: 3);

        Assert.Equal("0.2.0", late.Symbol("A").Ticks.Generation.Name);
        Assert.Same(_feed.Symbol("A").Ticks.Generation, late.Symbol("A").Ticks.Generation);
        Assert.Same(_feed.Symbol("A").Books.Generation, late.Symbol("A").Books.Generation);
    }

    [Theory]
    [InlineData(Channel.Book, "0.3.0")]
    [InlineData(Channel.Book, "1.2.0")]
    [InlineData(Channel.Book, null)]
    [InlineData(Channel.Quote, "0.2.1")]
    [InlineData(Channel.Quote, "00.2.0")]
    [InlineData(Channel.Quote, null)]
    [InlineData(Channel.Trade, "1.2.0")]
    [InlineData(Channel.Trade, "01.2.0")]
    [InlineData(Channel.Trade, null)]
    public void What_is_not_known_to_be_of_this_generation_begins_anew(Channel channel, string? generation)
    {
        Update(channel);
        Update(channel);
        var cursor = Subscribe(channel);

        Assert.False(cursor.Stream.TryResume(cursor, new ResumePoint(0, generation, null, null)));
        Assert.Null(cursor.ReadOne().From);
    }

    [Fact]
    public void Trades_go_on_where_only_their_scales_have_changed()
    {
        _feed.Trade("A", 100, 1);
        _feed.PriceScale = 3;
        _feed.Trade("A", 1001, 1);
        var cursor = Subscribe(Channel.Trade);

        Assert.True(cursor.Resume(0, null, null, generation: "0.2.0"));
        var message = cursor.ReadOne();
        Assert.Equal((0L, 1L, 1L), (message.From, message.To, message.Merged));
        Assert.Equal(1001, Assert.Single(message.Trades).Price);
    }

    [Fact]
    public void A_lagging_client_gets_its_trades_and_their_sum_in_the_scales_it_is_told()
    {
        var feed = new TestFeed(TestFeed.SmallOptions);
        feed.Trade("A", 100, 2);
        var cursor = TestCursor.Subscribe(feed.Market, feed.Symbol("A"), Channel.Trade);
        cursor.ReadOne();
        for (var i = 0; i < 5; i++)
        {
            feed.Trade("A", 100, 2);
        }

        (feed.PriceScale, feed.SizeScale) = (3, 1);
        feed.Trade("A", 1005, 25);

        var messages = cursor.Read();
        Assert.Equal([DataKind.TradeRollUp, DataKind.Trades], messages.Select(message => message.Kind));
        Assert.Equal((40L, 1000L, 1000L), (messages[0].Volume, messages[0].High, messages[0].Low));
        Assert.Equal([(1000L, 20L), (1000L, 20L), (1000L, 20L), (1005L, 25L)], messages[1].Trades.Select(trade => (trade.Price, trade.Size)));
        Assert.Equal(6, messages.Sum(message => message.Merged));
    }

    [Fact]
    public void A_price_step_and_a_least_size_mean_the_same_in_other_scales()
    {
        _feed.Snapshot("A", "94:100", "96:50");
        var grouped = TestCursor.Subscribe(
            _feed.Market, _feed.Symbol("A"), new StreamKey(Channel.Book, 0) { GroupStep = 5, StepScale = 2 }, 0, WireFormat.Json);
        grouped.ReadOne();
        _feed.Trade("A", 94, 1);
        var large = TestCursor.Subscribe(
            _feed.Market, _feed.Symbol("A"), new StreamKey(Channel.Trade, 0) { MinTradeSize = 3 }, 0, WireFormat.Json);
        large.ReadOne();

        (_feed.PriceScale, _feed.SizeScale) = (3, 1);
        _feed.Snapshot("A", "944:100", "956:50");
        _feed.Trade("A", 941, 29);
        _feed.Trade("A", 941, 30);

        var message = grouped.ReadOne();
        Assert.Equal((900L, 1000L), (message.Bids[0].Price, message.Asks[0].Price));
        Assert.Equal(30, Assert.Single(large.ReadOne().Trades).Size);
    }

    [Fact]
    public void Other_scales_are_told_before_the_first_number_in_them()
    {
        _feed.Snapshot("A", "94:100", "96:50");
        var cursor = Subscribe(Channel.Book);
        cursor.ReadOne();
        _feed.PriceScale = 3;
        _feed.Delta("A", asks: "955:20");
        var output = new FlushBuffer();

        Assert.Equal(StreamWrite.StatusFirst, cursor.Stream.Write(cursor, WireFormat.Json, output));
        Assert.Equal(0, output.Length);
    }

    private TestCursor Subscribe(Channel channel) => TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), channel);

    private void Update(Channel channel)
    {
        switch (channel)
        {
            case Channel.Book:
                _feed.Snapshot("A", "94:100", "96:50");
                break;
            case Channel.Quote:
                _feed.Quote("A", bid: "94:100", ask: "96:50");
                break;
            default:
                _feed.Trade("A", 100, 1);
                break;
        }
    }
}
