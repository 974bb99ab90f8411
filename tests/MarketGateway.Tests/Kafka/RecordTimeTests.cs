using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>What a Kafka time stamp is worth, whatever a producer wrote there.</summary>
public sealed class RecordTimeTests
{
    private static readonly DateTimeOffset Now = new(2025, 11, 28, 8, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);

    public static TheoryData<long> NoTimes =>
    [
        -1, -2, 0, 1, long.MinValue, long.MaxValue, int.MaxValue, Now.ToUnixTimeSeconds(),
        Now.ToUnixTimeMilliseconds() * 1_000, Now.ToUnixTimeMilliseconds() * 1_000_000, 253_402_300_800_000,
    ];

    [Theory]
    [MemberData(nameof(NoTimes))]
    public void Of_a_number_that_is_no_time_in_milliseconds_the_age_is_unknown(long number) =>
        Assert.Null(RecordTime.AgeOf(number, _time));

    [Fact]
    public void A_time_in_the_past_has_its_age_and_one_in_the_future_has_none()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), RecordTime.AgeOf(Now.AddSeconds(-5).ToUnixTimeMilliseconds(), _time));
        Assert.Equal(TimeSpan.Zero, RecordTime.AgeOf(Now.AddSeconds(5).ToUnixTimeMilliseconds(), _time));
        Assert.Equal(TimeSpan.Zero, RecordTime.AgeOf(253_402_300_799_999, _time));
    }

    [Theory]
    [MemberData(nameof(NoTimes))]
    public void The_lag_is_known_by_our_own_clock_whatever_the_time_stamps_are(long number)
    {
        var partition = new FeedPartition(FeedTopic.Books, new TopicPartition("md.books", 0), 0, 1);
        partition.SetAppendedAt(number);
        Assert.Null(PartitionLag.WaitingFor(partition, _time));
        partition.MoveTo(1);
        partition.SetEnd(1, 1, _time.GetTimestamp());
        partition.SetEnd(2, 2, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), PartitionLag.WaitingFor(partition, _time));
    }
}
