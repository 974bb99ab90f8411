using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;

namespace MarketGateway.Tests.Kafka;

/// <summary>When a partition has reached the end that was captured at start-up.</summary>
public sealed class FeedPartitionTests
{
    [Fact]
    public void An_empty_partition_and_one_that_is_read_from_its_end_have_reached_it_at_once()
    {
        Assert.True(Partition(start: 0, end: 0).HasReached);
        Assert.True(Partition(start: 7, end: 7).HasReached);
    }

    [Fact]
    public void The_last_record_before_the_end_reaches_it_once()
    {
        FeedPartition partition = Partition(start: 0, end: 3);
        Assert.False(partition.MoveTo(2));
        Assert.True(partition.MoveTo(3));
        Assert.False(partition.MoveTo(4));
        Assert.True(partition.HasReached);
    }

    [Fact]
    public void A_tail_of_control_records_or_compacted_ones_is_passed_by_the_end_of_partition_event()
    {
        // The last record that is seen has offset 5; 6 to 9 are markers or gone, and the event says 10.
        FeedPartition partition = Partition(start: 0, end: 10);
        Assert.False(partition.MoveTo(6));
        Assert.True(partition.MoveTo(10));
    }

    [Fact]
    public void A_record_beyond_the_end_reaches_it_when_the_records_before_are_gone() =>
        Assert.True(Partition(start: 0, end: 10).MoveTo(13));

    [Fact]
    public void The_end_is_never_behind_the_position()
    {
        FeedPartition partition = Partition(start: 0, end: 3);
        partition.MoveTo(8);
        Assert.Equal(8, partition.End);
    }

    [Fact]
    public void What_an_open_transaction_keeps_from_being_read_is_part_of_the_log()
    {
        FeedPartition partition = Partition(start: 0, end: 3);
        partition.MoveTo(3);
        partition.SetEnd(readableEnd: 3, highWatermark: 8, seenAt: 1);
        partition.SetEnd(readableEnd: 3, highWatermark: 9, seenAt: 2);
        Assert.Equal((9, 3, 5), (partition.End, partition.ReadableEnd, partition.Withheld));
        partition.SetEnd(readableEnd: 10, highWatermark: 10, seenAt: 3);
        Assert.Equal((10, 0), (partition.End, partition.Withheld));
    }

    [Fact]
    public void A_record_that_comes_between_the_questions_for_the_two_ends_is_not_withheld()
    {
        FeedPartition partition = Partition(start: 0, end: 3);
        partition.MoveTo(3);
        for (int look = 1; look <= 5; look++)
        {
            partition.SetEnd(readableEnd: 3 + look, highWatermark: 4 + look, seenAt: look);
            Assert.Equal(0, partition.Withheld);
        }
    }

    [Fact]
    public void A_high_watermark_that_is_not_told_is_the_one_before()
    {
        FeedPartition partition = Partition(start: 0, end: 3);
        partition.MoveTo(3);
        partition.SetEnd(readableEnd: 3, highWatermark: 8, seenAt: 1);
        partition.SetEnd(readableEnd: 3, highWatermark: ILogProbe.Unknown, seenAt: 2);
        Assert.Equal((8, 5), (partition.End, partition.Withheld));
    }

    private static FeedPartition Partition(long start, long end) =>
        new(FeedTopic.Books, new TopicPartition("md.books", 0), start, end);
}
