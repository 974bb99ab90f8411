using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Books;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>A symbol whose records lie in two partitions: the newest statement counts, whatever is read first.</summary>
public sealed class PartitionTests
{
    private readonly TestFeed _feed = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_symbol_is_where_its_newest_record_is_in_whatever_order_the_partitions_are_read(bool isNewFirst)
    {
        Action[] reading = [() => Read(partition: 3, at: 1_000, "500:5", "510:5"), () => Read(partition: 0, at: 9_000, "777:1", "780:2")];
        if (isNewFirst)
        {
            Array.Reverse(reading);
        }

        Array.ForEach(reading, static read => read());

        var books = _feed.Symbol("A").Books;
        Assert.Equal(("777:1", SymbolState.Live), (Levels.Text(books.Book.Bids), books.Status.State));
        Assert.Equal("0.2.0", books.Generation.Name);
    }

    [Fact]
    public void A_record_between_the_base_of_a_book_and_its_newest_in_another_partition_is_a_conflict()
    {
        Read(partition: 0, at: 1_000, "500:5", "510:5");
        (_feed.Partition, _feed.OccurredAt) = (0, 3_000);
        _feed.Delta("A", bids: "501:1");

        (_feed.Partition, _feed.OccurredAt) = (3, 2_000);
        _feed.Delta("A", bids: "499:1");
        AssertBooks(SymbolState.Gapped, SymbolStateReason.PartitionConflict);

        Read(partition: 0, at: 4_000, "502:5", "510:5");
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_venue_time_in_the_far_future_does_not_keep_a_symbol_in_a_partition_that_it_left()
    {
        Apply(partition: 3, appendedAt: 1_000, at: 4_102_444_800_000_000, 500);
        Apply(partition: 0, appendedAt: 2_000, at: 1_764_318_000_000_000, 700);
        AssertBooks(SymbolState.Gapped, SymbolStateReason.PartitionConflict);
        Assert.Equal(700, _feed.Symbol("A").Books.Book.Bids[0].Price);

        Apply(partition: 0, appendedAt: 3_000, at: 1_764_318_001_000_000, 701, offset: 1);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_record_whose_times_contradict_each_other_does_not_bring_the_old_partition_back_in_silence()
    {
        Apply(partition: 0, appendedAt: 2_000, at: 1_764_318_000_000_000, 700);
        Apply(partition: 3, appendedAt: 1_000, at: 4_102_444_800_000_000, 500);

        Assert.Equal(700, _feed.Symbol("A").Books.Book.Bids[0].Price);
        AssertBooks(SymbolState.Gapped, SymbolStateReason.PartitionConflict);
    }

    [Fact]
    public void A_symbol_that_left_an_unreachable_partition_is_live()
    {
        Read(partition: 0, at: 1_000, "500:5", "510:5");
        _feed.Market.SetReachable(FeedTopic.Books, 0, isReachable: false);
        Read(partition: 5, at: 2_000, "501:5", "510:5");
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);

        _feed.Market.SetReachable(FeedTopic.Books, 0, isReachable: true);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_symbol_that_comes_to_an_unreachable_partition_is_stale()
    {
        Read(partition: 0, at: 1_000, "500:5", "510:5");
        _feed.Market.SetReachable(FeedTopic.Books, 5, isReachable: false);
        Read(partition: 5, at: 2_000, "501:5", "510:5");
        AssertBooks(SymbolState.Stale, SymbolStateReason.FeedUnreachable);

        _feed.Market.SetReachable(FeedTopic.Books, 5, isReachable: true);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void Who_follows_trades_is_told_where_they_may_be_missing_after_a_move()
    {
        _feed.Trade("A", 100, 1);
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Trade);
        cursor.ReadOne();
        _feed.Trade("A", 101, 1);

        _feed.Partition = 4;
        _feed.TrimBefore(FeedTopic.Ticks, 70);
        _feed.Trade("A", 102, 1);

        var messages = cursor.Read();
        Assert.Equal([DataKind.TradeRollUp, DataKind.Trades], messages.Select(message => message.Kind));
        Assert.Equal((0L, 69L, null), (messages[0].From, messages[0].To, messages[0].Merged));
        Assert.Equal((69L, 70L, 1L), (messages[1].From, messages[1].To, messages[1].Merged));
        Assert.Equal(102, Assert.Single(messages[1].Trades).Price);
    }

    private void Read(int partition, long at, string bids, string asks)
    {
        (_feed.Partition, _feed.OccurredAt) = (partition, at);
        _feed.Snapshot("A", bids, asks);
    }

    private void Apply(int partition, long appendedAt, long at, long bid, long offset = 0)
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.BookSnapshot);
        (update.AppendedAt, update.OccurredAt) = (appendedAt, at);
        update.AddBid(new PriceLevel(bid, 1));
        _feed.Market.Apply(FeedTopic.Books, partition, offset, _feed.Symbol("A"), update);
    }

    private void AssertBooks(SymbolState state, SymbolStateReason reason)
    {
        var status = _feed.Symbol("A").Books.Status;
        Assert.Equal((state, reason), (status.State, status.Reason));
    }
}
