using CsCheck;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>A client that says up to which offset it has seen everything of a partition, to any replica.</summary>
public sealed class ResumeAfterTests
{
    private readonly TestFeed _feed = new(TestFeed.SmallOptions);

    /// <summary>A client held the best levels at some offset, as any replica showed them then: that is what the delta leads on from.</summary>
    [Fact]
    public void A_client_goes_on_from_any_offset_with_what_it_held_there_whatever_its_depth() =>
        Gen.Select(
            Gen.Int[0, 4], Gen.Int[0, 11],
            Gen.Select(Gen.Bool, Gen.Int[90, 99], Gen.Int[0, 3]).Array[1, 3].Array[12]).Sample(
            (depth, at, records) =>
            {
                var feed = new TestFeed();
                feed.Snapshot("A", "99:1 98:1 97:1", "100:1 101:1 102:1");
                var held = new Dictionary<Side, List<PriceLevel>>();
                var offset = 0L;
                for (var index = 0; index < records.Length; index++)
                {
                    var bids = records[index].Where(level => level.Item1).Select(level => $"{level.Item2}:{level.Item3}").Distinct();
                    var asks = records[index].Where(level => !level.Item1).Select(level => $"{199 - level.Item2}:{level.Item3}").Distinct();
                    feed.Delta("A", string.Join(' ', bids), string.Join(' ', asks));

                    // Records of other symbols lie between: the offset is that of none of this one's.
                    var other = feed.Snapshot("B", "1:1", "2:1");
                    if (index == at)
                    {
                        offset = other;
                        held[Side.Bid] = Top(feed.Symbol("A").Books.Book.Bids, depth);
                        held[Side.Ask] = Top(feed.Symbol("A").Books.Book.Asks, depth);
                    }
                }

                var cursor = TestCursor.Subscribe(feed.Market, feed.Symbol("A"), Channel.Book, depth);
                Assert.True(cursor.ResumeAfter(offset));
                foreach (var message in cursor.Read())
                {
                    Assert.True(message.Kind == DataKind.BookSnapshot || message.From == offset);
                    var isWhole = message.Kind == DataKind.BookSnapshot;
                    Apply(held[Side.Bid], message.Bids, depth, isWhole, descending: true);
                    Apply(held[Side.Ask], message.Asks, depth, isWhole, descending: false);
                }

                Assert.Equal(Top(feed.Symbol("A").Books.Book.Bids, depth), held[Side.Bid]);
                Assert.Equal(Top(feed.Symbol("A").Books.Book.Asks, depth), held[Side.Ask]);
            });

    [Fact]
    public void A_quote_and_trades_go_on_from_an_offset_between_their_own()
    {
        _feed.Quote("A", bid: "100:5", ask: "101:2");
        _feed.Trade("A", 100, 1);
        var offset = _feed.Trade("B", 7, 7);
        _feed.Trade("A", 101, 2);
        _feed.Quote("A", bid: "100:6");
        var (quote, trades) = (Subscribe(Channel.Quote), Subscribe(Channel.Trade));

        Assert.True(quote.ResumeAfter(offset));
        Assert.True(trades.ResumeAfter(offset));

        Assert.Equal((DataKind.QuoteDelta, offset, 2L), Head(quote.ReadOne()));
        var message = trades.ReadOne();
        Assert.Equal((DataKind.Trades, offset, 1L), Head(message));
        Assert.Equal(2, Assert.Single(message.Trades).Size);
    }

    [Fact]
    public void Where_nothing_came_after_the_offset_nothing_is_sent()
    {
        _feed.Snapshot("A", "100:5", "101:2");
        var offset = _feed.Snapshot("B", "100:5", "101:2");
        var cursor = Subscribe(Channel.Book);

        Assert.True(cursor.ResumeAfter(offset));
        Assert.Empty(cursor.Read());
    }

    [Fact]
    public void An_offset_from_before_the_generation_is_not_gone_on_from()
    {
        var offset = _feed.Snapshot("A", "100:5", "101:2");
        _feed.PriceScale = 3;
        _feed.Snapshot("A", "1000:5", "1010:2");
        var cursor = Subscribe(Channel.Book);

        Assert.False(cursor.ResumeAfter(offset));
        Assert.Equal(DataKind.BookSnapshot, cursor.ReadOne().Kind);
    }

    [Fact]
    public void An_offset_that_this_replica_has_not_read_yet_is_not_gone_on_from()
    {
        var version = _feed.Snapshot("A", "100:5", "101:2");
        var cursor = Subscribe(Channel.Book);

        Assert.False(cursor.ResumeAfter(version + 1));
        Assert.Equal(DataKind.BookSnapshot, cursor.ReadOne().Kind);
    }

    [Fact]
    public void What_is_not_remembered_since_the_offset_is_a_snapshot()
    {
        var offset = _feed.Snapshot("A", "100:5 99:4", "101:2");
        for (var size = 1; size <= 20; size++)
        {
            _feed.Delta("A", bids: $"100:{size}");
        }

        var cursor = Subscribe(Channel.Book);
        Assert.False(cursor.ResumeAfter(offset));
        Assert.Equal(DataKind.BookSnapshot, cursor.ReadOne().Kind);
    }

    private static (DataKind Kind, long? From, long? Merged) Head(WireMessage message) => (message.Kind, message.From, message.Merged);

    private static List<PriceLevel> Top(BookSide side, int depth) =>
        [.. Enumerable.Range(0, side.CountWithin(depth)).Select(rank => side[rank])];

    /// <summary>Applies a message as a client does, with its rule of truncation.</summary>
    private static void Apply(
        List<PriceLevel> held, IEnumerable<PriceLevel> levels, int depth, bool isWhole, bool descending)
    {
        if (isWhole)
        {
            held.Clear();
        }

        foreach (var level in levels)
        {
            held.RemoveAll(known => known.Price == level.Price);
            if (level.Size > 0)
            {
                held.Add(level);
            }
        }

        held.Sort((left, right) => descending ? right.Price.CompareTo(left.Price) : left.Price.CompareTo(right.Price));
        if (depth > 0 && held.Count > depth)
        {
            held.RemoveRange(depth, held.Count - depth);
        }
    }

    private TestCursor Subscribe(Channel channel) => TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), channel);
}
