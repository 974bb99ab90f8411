using System.Numerics;
using CsCheck;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Tests.Feed;

public sealed class FeedScaleTests
{
    [Fact]
    public void Every_price_and_size_of_a_quote_is_converted()
    {
        FeedUpdate quote = Update(FeedUpdateKind.Quote, priceScale: 2, sizeScale: 1);
        (quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize) = (-100, 10, 200, 20);
        (quote.Open, quote.High, quote.Low, quote.PreviousClose, quote.Volume) = (300, 400, 500, 600, 70);
        FeedUpdate expected = Update(FeedUpdateKind.Quote, priceScale: 3, sizeScale: 0);
        (expected.BidPrice, expected.BidSize, expected.AskPrice, expected.AskSize) = (-1000, 1, 2000, 2);
        (expected.Open, expected.High, expected.Low) = (3000, 4000, 5000);
        (expected.PreviousClose, expected.Volume) = (6000, 7);

        Assert.Equal(DecodeError.None, FeedScale.Convert(quote, 3, 0));

        Assert.Equal(FeedUpdateText.Of(expected), FeedUpdateText.Of(quote));
    }

    [Fact]
    public void Every_price_and_size_of_a_trade_is_converted_and_nothing_else()
    {
        FeedUpdate trade = Update(FeedUpdateKind.Trade, priceScale: 2, sizeScale: 1);
        (trade.Price, trade.Size, trade.Aggressor, trade.TradeId) = (475025, 30, Aggressor.Sell, 77);
        (trade.Open, trade.High, trade.Low, trade.Volume) = (1, 2, 3, 40);
        FeedUpdate expected = Update(FeedUpdateKind.Trade, priceScale: 3, sizeScale: 0);
        (expected.Price, expected.Size, expected.Aggressor, expected.TradeId) = (4750250, 3, Aggressor.Sell, 77);
        (expected.Open, expected.High, expected.Low, expected.Volume) = (10, 20, 30, 4);

        Assert.Equal(DecodeError.None, FeedScale.Convert(trade, 3, 0));

        Assert.Equal(FeedUpdateText.Of(expected), FeedUpdateText.Of(trade));
    }

    [Theory]
    [InlineData(FeedUpdateKind.TradeCancel)]
    [InlineData(FeedUpdateKind.TradeCorrection)]
    public void Every_price_and_size_that_a_cancel_or_correction_states_is_converted_once(FeedUpdateKind kind)
    {
        FeedUpdate amendment = Amendment(kind, priceScale: 2, sizeScale: 1, prices: 1, sizes: 10);
        FeedUpdate expected = Amendment(kind, priceScale: 3, sizeScale: 0, prices: 10, sizes: 1);

        Assert.Equal(DecodeError.None, FeedScale.Convert(amendment, 3, 0));

        Assert.Equal(FeedUpdateText.Of(expected), FeedUpdateText.Of(amendment));
    }

    [Fact]
    public void Every_level_of_a_book_is_converted()
    {
        FeedUpdate book = Update(FeedUpdateKind.BookDelta, priceScale: 3, sizeScale: 0);
        book.AddBid(new PriceLevel(1000, 5));
        book.AddBid(new PriceLevel(-20, 0));
        book.AddAsk(new PriceLevel(1010, 7));

        Assert.Equal(DecodeError.None, FeedScale.Convert(book, 2, 2));

        Assert.Equal([new PriceLevel(100, 500), new PriceLevel(-2, 0)], book.Bids.ToArray());
        Assert.Equal([new PriceLevel(101, 700)], book.Asks.ToArray());
        Assert.Equal((2, 2), (book.PriceScale, book.SizeScale));
    }

    [Fact]
    public void A_digit_that_the_symbol_does_not_have_is_never_rounded_away()
    {
        FeedUpdate book = Update(FeedUpdateKind.BookDelta, priceScale: 3, sizeScale: 0);
        book.AddBid(new PriceLevel(1000, 5));
        book.AddAsk(new PriceLevel(1001, 0));

        Assert.Equal(DecodeError.Scale, FeedScale.Convert(book, 2, 0));
        Assert.Equal([new PriceLevel(1000, 5)], book.Bids.ToArray());
        Assert.Equal((3, 0), (book.PriceScale, book.SizeScale));
    }

    [Theory]
    [InlineData(FeedLimits.IntegerMax / 10, DecodeError.None)]
    [InlineData(-(FeedLimits.IntegerMax / 10), DecodeError.None)]
    [InlineData((FeedLimits.IntegerMax / 10) + 1, DecodeError.OutOfRange)]
    [InlineData(-(FeedLimits.IntegerMax / 10) - 1, DecodeError.OutOfRange)]
    [InlineData(-FeedLimits.IntegerMax, DecodeError.OutOfRange)]
    public void A_value_that_would_pass_2_53_is_out_of_range(long price, DecodeError expected)
    {
        FeedUpdate trade = Update(FeedUpdateKind.Trade, priceScale: 0, sizeScale: 0);
        (trade.Price, trade.Size) = (price, 1);

        Assert.Equal(expected, FeedScale.Convert(trade, 1, 0));
        Assert.Equal(expected == DecodeError.None ? (price * 10, 1) : (price, 0), (trade.Price, trade.PriceScale));
    }

    [Fact]
    public void A_definition_is_not_converted()
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Instrument);
        (update.PriceScale, update.SizeScale) = (2, 0);
        update.Definition = new InstrumentDefinition("XCME", "future", "USD", 2, 0, 25, "");

        Assert.Equal(DecodeError.None, FeedScale.Convert(update, 2, 0));
        Assert.Equal(DecodeError.Scale, FeedScale.Convert(update, 3, 0));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(13, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 13)]
    public void A_target_that_is_no_scale_is_a_mistake_of_the_caller(int priceScale, int sizeScale)
    {
        FeedUpdate update = Update(FeedUpdateKind.Trade, priceScale: 1, sizeScale: 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => FeedScale.Convert(update, priceScale, sizeScale));
    }

    [Fact]
    public void Conversion_agrees_with_exact_arithmetic()
    {
        Gen<int> scale = Gen.Int[0, FeedLimits.ScaleMax];
        Gen.Select(FeedUpdateGen.Book(), scale, scale).Sample(
            (book, priceScale, sizeScale) =>
            {
                (int fromPrice, int fromSize) = (book.PriceScale, book.SizeScale);
                List<(long? Price, long? Size)> expected = [.. Levels(book).Select(
                    level => (Exact(level.Price, fromPrice, priceScale), Exact(level.Size, fromSize, sizeScale)))];
                bool isExact = expected.TrueForAll(level => level.Price is not null && level.Size is not null);

                DecodeError error = FeedScale.Convert(book, priceScale, sizeScale);

                Assert.Equal(isExact, error == DecodeError.None);
                if (isExact)
                {
                    Assert.Equal(expected, Levels(book).Select(level => ((long?)level.Price, (long?)level.Size)));
                }
            },
            iter: 10_000);
    }

    [Fact]
    public void Converting_there_and_back_changes_nothing()
    {
        Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Int[0, 6], Gen.Int[0, 6]).Sample((price, from, digits) =>
        {
            FeedUpdate trade = Update(FeedUpdateKind.Trade, from, 0);
            (trade.Price, trade.Size) = (price, 1);
            string before = FeedUpdateText.Of(trade);

            Assert.Equal(DecodeError.None, FeedScale.Convert(trade, from + digits, 0));
            Assert.Equal(DecodeError.None, FeedScale.Convert(trade, from, 0));

            Assert.Equal(before, FeedUpdateText.Of(trade));
        });
    }

    private static FeedUpdate Amendment(FeedUpdateKind kind, int priceScale, int sizeScale, long prices, long sizes)
    {
        FeedUpdate update = Update(kind, priceScale, sizeScale);
        (update.LastPrice, update.LastSize) = (2 * prices, 3 * sizes);
        (update.Open, update.High, update.Low, update.Volume) = (4 * prices, 5 * prices, 6 * prices, 7 * sizes);
        if (kind == FeedUpdateKind.TradeCorrection)
        {
            (update.Price, update.Size) = (8 * prices, 9 * sizes);
        }

        (update.TradeId, update.LastTradeAt, update.LastAggressor) = (77, 1234567, Aggressor.Sell);
        return update;
    }

    /// <summary>The value in other units when that is a whole number below 2^53, else null.</summary>
    private static long? Exact(long value, int from, int to)
    {
        BigInteger scaled = value * BigInteger.Pow(10, to);
        BigInteger unit = BigInteger.Pow(10, from);
        bool isExact = scaled % unit == 0 && BigInteger.Abs(scaled / unit) <= FeedLimits.IntegerMax;
        return isExact ? (long)(scaled / unit) : null;
    }

    private static PriceLevel[] Levels(FeedUpdate book) => [.. book.Bids, .. book.Asks];

    private static FeedUpdate Update(FeedUpdateKind kind, int priceScale, int sizeScale)
    {
        var update = new FeedUpdate();
        update.Reset(kind);
        (update.PriceScale, update.SizeScale) = (priceScale, sizeScale);
        return update;
    }
}
