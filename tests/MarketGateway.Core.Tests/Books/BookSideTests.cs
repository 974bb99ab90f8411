using CsCheck;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>One side of a book: sorted, exact, and honest about where a change was.</summary>
public sealed class BookSideTests
{
    private static readonly Gen<(long Price, long Size)[]> Changes =
        Gen.Select(Gen.Long[-30, 30], Gen.Long[0, 3]).Array[0, 200];

    [Theory]
    [InlineData(Side.Bid)]
    [InlineData(Side.Ask)]
    public void A_side_holds_what_a_sorted_dictionary_holds(Side side) => Changes.Sample(changes =>
    {
        var levels = new BookSide(side);
        var model = new SortedDictionary<long, long>(
            Comparer<long>.Create((x, y) => side == Side.Bid ? y.CompareTo(x) : x.CompareTo(y)));
        foreach (var (price, size) in changes)
        {
            AssertSet(levels, model, price, size);
        }

        Assert.Equal(model.Select(level => new PriceLevel(level.Key, level.Value)), All(levels));
    });

    [Theory]
    [InlineData(Side.Bid)]
    [InlineData(Side.Ask)]
    public void A_size_can_be_looked_up_by_key(Side side) => Changes.Sample(changes =>
    {
        var levels = new BookSide(side);
        var model = new Dictionary<long, long>();
        foreach (var (price, size) in changes)
        {
            levels.Set(price, size, out _);
            model[price] = size;
        }

        Assert.All(
            Enumerable.Range(-31, 63),
            price => Assert.Equal(model.GetValueOrDefault(price), levels.SizeAt(levels.KeyOf(price))));
    });

    [Fact]
    public void The_best_bid_is_the_highest_and_the_best_ask_the_lowest()
    {
        Assert.Equal("101:1 100:1 99:1", Levels.Text(Filled(Side.Bid, "99:1 101:1 100:1")));
        Assert.Equal("99:1 100:1 101:1", Levels.Text(Filled(Side.Ask, "99:1 101:1 100:1")));
    }

    [Fact]
    public void The_greater_key_is_the_better_price_on_both_sides()
    {
        var bids = Filled(Side.Bid, "100:1 99:1");
        var asks = Filled(Side.Ask, "101:1 102:1");

        Assert.True(bids.KeyAt(0) > bids.KeyAt(1));
        Assert.True(asks.KeyAt(0) > asks.KeyAt(1));
        Assert.Equal(101, asks.PriceOf(asks.KeyAt(0)));
    }

    [Theory]
    [InlineData(0, BookSide.Unbounded)]
    [InlineData(1, 101L)]
    [InlineData(3, 99L)]
    [InlineData(4, BookSide.Unbounded)]
    public void A_client_that_holds_less_than_its_depth_holds_the_whole_side(int depth, long edge) =>
        Assert.Equal(edge, Filled(Side.Bid, "101:1 100:1 99:1").EdgeKey(depth));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 2)]
    [InlineData(9, 3)]
    public void A_depth_counts_levels_as_far_as_there_are_any(int depth, int count) =>
        Assert.Equal(count, Filled(Side.Ask, "101:1 100:1 99:1").CountWithin(depth));

    private static void AssertSet(BookSide levels, SortedDictionary<long, long> model, long price, long size)
    {
        var before = model.GetValueOrDefault(price);
        var rankBefore = Rank(model, price);
        if (size == 0)
        {
            model.Remove(price);
        }
        else
        {
            model[price] = size;
        }

        var rank = levels.Set(price, size, out var previous);

        Assert.Equal(before, previous);
        Assert.Equal(before == size ? BookSide.Unchanged : size == 0 ? rankBefore : Rank(model, price), rank);
        Assert.Equal(model.Count, levels.Count);
    }

    private static int Rank(SortedDictionary<long, long> model, long price) =>
        model.Keys.TakeWhile(key => key != price).Count();

    private static BookSide Filled(Side side, string text)
    {
        var levels = new BookSide(side);
        foreach (var level in Levels.Of(text))
        {
            levels.Set(level.Price, level.Size, out _);
        }

        return levels;
    }

    private static IEnumerable<PriceLevel> All(BookSide levels) =>
        Enumerable.Range(0, levels.Count).Select(rank => levels[rank]);
}
