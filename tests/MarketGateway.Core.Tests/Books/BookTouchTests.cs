using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>How far an update reaches, and so whom it wakes.</summary>
public sealed class BookTouchTests
{
    [Theory]
    [InlineData(0, BookTouch.None, 1, true)]
    [InlineData(BookTouch.None, 2, 3, true)]
    [InlineData(3, 7, 3, false)]
    [InlineData(3, 7, 4, true)]
    [InlineData(50, BookTouch.None, 0, true)]
    public void An_update_reaches_a_client_that_holds_more_levels_than_its_better_rank(
        int bidRank, int askRank, int depth, bool reaches) =>
        Assert.Equal(reaches, new BookTouch(bidRank, askRank).ReachesInto(depth));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void An_update_that_changed_nothing_reaches_nobody(int depth) =>
        Assert.False(BookTouch.Nothing.ReachesInto(depth));

    [Fact]
    public void Two_touches_together_reach_as_far_as_the_nearer_one() =>
        Assert.Equal(new BookTouch(1, 4), new BookTouch(5, 4).And(new BookTouch(1, BookTouch.None)));
}
