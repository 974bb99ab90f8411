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

    private static FeedPartition Partition(long start, long end) =>
        new(FeedTopic.Books, new TopicPartition("md.books", 0), start, end);
}
