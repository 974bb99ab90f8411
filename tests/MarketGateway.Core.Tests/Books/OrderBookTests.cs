using CsCheck;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>A book under snapshots and deltas, and what it journals of them.</summary>
public sealed class OrderBookTests
{
    private static readonly Gen<PriceLevel[]> RandomLevels =
        Gen.Select(Gen.Long[1, 25], Gen.Long[0, 3], (price, size) => new PriceLevel(price, size)).Array[0, 12];

    private static readonly Gen<(bool IsSnapshot, PriceLevel[] Bids, PriceLevel[] Asks)[]> Records =
        Gen.Select(Gen.Bool, RandomLevels, RandomLevels).Array[1, 40];

    [Fact]
    public void A_book_holds_what_its_records_say() => Records.Sample(records =>
    {
        var book = new OrderBook(1024);
        var model = new ReferenceBook();
        var version = 0L;
        foreach (var (isSnapshot, bids, asks) in records)
        {
            Apply(book, model, version++, isSnapshot, bids, asks);

            Assert.Equal(model.Top(Side.Bid, 0), All(book.Bids));
            Assert.Equal(model.Top(Side.Ask, 0), All(book.Asks));
            Assert.Equal(model.IsCrossed, book.IsCrossed);
        }
    });

    [Fact]
    public void A_touch_reaches_into_every_depth_whose_window_changed() => Records.Sample(records =>
    {
        var book = new OrderBook(1024);
        var model = new ReferenceBook();
        var version = 0L;
        foreach (var (isSnapshot, bids, asks) in records)
        {
            var before = Windows(model);
            var touch = Apply(book, model, version++, isSnapshot, bids, asks);
            var after = Windows(model);

            Assert.All(
                Enumerable.Range(0, before.Count),
                depth => Assert.True(before[depth] == after[depth] || touch.ReachesInto(depth), $"depth {depth}"));
        }
    });

    [Fact]
    public void The_journal_knows_every_changed_level_with_the_size_that_it_had() => Records.Sample(records =>
    {
        var book = new OrderBook(1024);
        var model = new ReferenceBook();
        var history = new List<ReferenceBook> { new() };
        foreach (var (isSnapshot, bids, asks) in records)
        {
            Apply(book, model, history.Count, isSnapshot, bids, asks);
            history.Add(Copy(model));
        }

        for (var number = 0; number < history.Count; number++)
        {
            AssertChangesSince(book, history[number], number);
        }
    });

    [Fact]
    public void A_snapshot_that_repeats_the_book_touches_nothing()
    {
        var book = new OrderBook(64);
        book.ApplySnapshot(1, 0, Levels.Of("100:5 99:3"), Levels.Of("101:2"));

        var touch = book.ApplySnapshot(2, 0, Levels.Of("99:3 100:5"), Levels.Of("101:2"));

        Assert.Equal(BookTouch.Nothing, touch);
        Assert.Equal(0, book.Journal.TouchesBetween(1, book.Journal.Updates.Newest));
        Assert.Equal(2, book.Journal.Updates.Newest);
    }

    [Fact]
    public void A_snapshot_journals_only_what_differs()
    {
        var book = new OrderBook(64);
        book.ApplySnapshot(1, 0, Levels.Of("100:5 99:3 98:1"), Levels.Of("101:2"));

        book.ApplySnapshot(2, 0, Levels.Of("100:5 98:4 97:2"), Levels.Of("101:2"));

        Assert.Equal([new(99, 3), new(98, 1), new(97, 0)], ChangesAfter(book, 1, Side.Bid));
        Assert.Empty(ChangesAfter(book, 1, Side.Ask));
    }

    [Fact]
    public void A_level_of_size_0_in_a_snapshot_is_ignored()
    {
        var book = new OrderBook(64);
        book.ApplySnapshot(1, 0, Levels.Of("100:5 99:3"), []);

        book.ApplySnapshot(2, 0, Levels.Of("100:0 99:3"), []);

        Assert.Equal("99:3", Levels.Text(book.Bids));
    }

    [Fact]
    public void Of_a_price_that_stands_twice_in_a_record_the_last_one_holds()
    {
        var book = new OrderBook(64);
        book.ApplySnapshot(1, 0, Levels.Of("100:5 100:7"), []);
        book.ApplyDelta(2, 0, Levels.Of("99:1 99:2"), []);

        Assert.Equal("100:7 99:2", Levels.Text(book.Bids));
    }

    [Fact]
    public void A_book_is_locked_when_its_best_bid_reaches_its_best_ask_and_crossed_beyond_it()
    {
        var book = new OrderBook(64);
        book.ApplySnapshot(1, 0, Levels.Of("100:1"), Levels.Of("101:1"));
        Assert.False(book.IsCrossed || book.IsLocked);

        book.ApplyDelta(2, 0, Levels.Of("101:1"), []);
        Assert.True(book is { IsCrossed: false, IsLocked: true });

        book.ApplyDelta(3, 0, Levels.Of("102:1"), []);
        Assert.True(book is { IsCrossed: true, IsLocked: false });
    }

    private static BookTouch Apply(
        OrderBook book, ReferenceBook model, long version, bool isSnapshot, PriceLevel[] bids, PriceLevel[] asks)
    {
        if (isSnapshot)
        {
            model.Replace(bids, asks);
            return book.ApplySnapshot(version, 0, bids, asks);
        }

        model.Apply(bids, asks);
        return book.ApplyDelta(version, 0, bids, asks);
    }

    private static void AssertChangesSince(OrderBook book, ReferenceBook then, int number)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var now = side == Side.Bid ? book.Bids : book.Asks;
            var before = side == Side.Bid ? then.Bids : then.Asks;
            var changes = ChangesAfter(book, number, side);
            Assert.All(changes, change => Assert.Equal(
                before.GetValueOrDefault(now.PriceOf(change.Key)), change.PreviousSize));
            var differing = before.Keys.Union(All(now).Select(level => level.Price))
                .Where(price => before.GetValueOrDefault(price) != now.SizeAt(now.KeyOf(price)));
            Assert.Empty(differing.Except(changes.Select(change => now.PriceOf(change.Key))));
            Assert.Equal(changes.OrderByDescending(change => change.Key), changes);
        }
    }

    private static LevelChange[] ChangesAfter(OrderBook book, long number, Side side)
    {
        var newest = book.Journal.Updates.Newest;
        var changes = new LevelChange[book.Journal.TouchesBetween(number, newest)];
        return changes[..book.Journal.CopyChanges(number, newest, side, changes)];
    }

    private static List<string> Windows(ReferenceBook book) =>
    [
        .. Enumerable.Range(0, 15)
            .Select(depth => $"{Levels.Text(book.Top(Side.Bid, depth))}|{Levels.Text(book.Top(Side.Ask, depth))}")
    ];

    private static ReferenceBook Copy(ReferenceBook book)
    {
        var copy = new ReferenceBook();
        copy.Apply(book.Top(Side.Bid, 0), book.Top(Side.Ask, 0));
        return copy;
    }

    private static IEnumerable<PriceLevel> All(BookSide levels) =>
        Enumerable.Range(0, levels.Count).Select(rank => levels[rank]);
}
