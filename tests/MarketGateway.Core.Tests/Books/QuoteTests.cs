using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>The fields of a quote and when each last changed.</summary>
public sealed class QuoteTests
{
    [Fact]
    public void A_field_has_no_value_before_it_is_set()
    {
        var quote = new Quote();

        Assert.Equal(Quote.NoValue, quote[QuoteFields.Volume]);
        Assert.Equal(QuoteFields.None, quote.ChangedAfter(0, QuoteFields.All));
    }

    [Fact]
    public void Only_a_value_that_differs_counts_as_changed()
    {
        var quote = new Quote();
        quote.Set(QuoteFields.Open, 100, number: 1);
        quote.Set(QuoteFields.Open, 100, number: 2);
        quote.Set(QuoteFields.High, 101, number: 2);

        Assert.Equal(QuoteFields.High, quote.ChangedAfter(1, QuoteFields.All));
        Assert.Equal(QuoteFields.Open | QuoteFields.High, quote.ChangedAfter(0, QuoteFields.All));
        Assert.Equal(QuoteFields.Open, quote.ChangedAfter(0, QuoteFields.Open));
        Assert.Equal(QuoteFields.None, quote.ChangedAfter(2, QuoteFields.All));
    }

    [Fact]
    public void A_side_of_size_0_has_neither_price_nor_size()
    {
        var quote = new Quote();
        quote.SetSide(Side.Bid, 100, 5, number: 1);
        quote.SetSide(Side.Ask, 101, 6, number: 1);

        quote.SetSide(Side.Bid, 100, 0, number: 2);

        Assert.Equal(Quote.NoValue, quote[QuoteFields.BidPrice]);
        Assert.Equal(Quote.NoValue, quote[QuoteFields.BidSize]);
        Assert.Equal(101, quote[QuoteFields.AskPrice]);
        Assert.Equal(QuoteFields.BidPrice | QuoteFields.BidSize, quote.ChangedAfter(1, QuoteFields.All));
    }

    [Fact]
    public void A_field_that_an_update_does_not_give_stays_as_it_is()
    {
        var quote = new Quote();
        quote.Set(QuoteFields.Volume, 10, number: 1);
        quote.SetSide(Side.Bid, 100, 5, number: 1);

        quote.SetIfGiven(QuoteFields.Volume, null, number: 2);
        quote.SetSide(Side.Bid, null, null, number: 2);

        Assert.Equal(10, quote[QuoteFields.Volume]);
        Assert.Equal(100, quote[QuoteFields.BidPrice]);
        Assert.Equal(QuoteFields.None, quote.ChangedAfter(1, QuoteFields.All));
    }

    [Fact]
    public void Every_field_of_the_wire_has_a_place_of_its_own()
    {
        var quote = new Quote();
        for (var bit = 0; bit < Quote.FieldCount; bit++)
        {
            quote.Set((QuoteFields)(1 << bit), bit, number: bit + 1);
        }

        Assert.All(
            Enumerable.Range(0, Quote.FieldCount),
            bit => Assert.Equal(bit, quote[(QuoteFields)(1 << bit)]));
        Assert.Equal(QuoteFields.All, quote.ChangedAfter(0, QuoteFields.All));
    }
}
