using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>Where reading begins, over a cluster that answers as the test says.</summary>
public sealed class FeedStartTests
{
    private static readonly LogDescription Log = new(
        null,
        [
            new LogTopic(FeedTopic.Instruments, "md.instruments", "i", 1),
            new LogTopic(FeedTopic.Books, "md.books", "b", 2),
        ],
        []);

    [Fact]
    public async Task A_look_back_begins_at_the_time_or_at_the_end_where_nothing_is_that_late()
    {
        var probe = new ScriptedProbe { Earliest = [5, 5], Latest = [100, 100], AtTime = [40, Offset.End.Value] };
        List<FeedPartition> partitions = (await CaptureAsync(KafkaStartPosition.LookBack, probe))!;
        Assert.Equal([5L, 40L, 100L], partitions.Select(partition => partition.Start));
        Assert.Equal([false, false, true], partitions.Select(partition => partition.HasReached));
    }

    [Fact]
    public async Task Definitions_are_read_from_their_beginning_from_whichever_position_the_rest_is()
    {
        foreach (KafkaStartPosition position in Enum.GetValues<KafkaStartPosition>())
        {
            var probe = new ScriptedProbe { Earliest = [5, 5], Latest = [100, 100], AtTime = [40, 40] };
            Assert.Equal(5, (await CaptureAsync(position, probe))![0].Start);
        }
    }

    [Theory]
    [InlineData(KafkaStartPosition.Beginning)]
    [InlineData(KafkaStartPosition.End)]
    [InlineData(KafkaStartPosition.LookBack)]
    public async Task Nothing_begins_while_a_leader_does_not_tell_its_end(KafkaStartPosition position)
    {
        var probe = new ScriptedProbe { Earliest = [5, 5], Latest = [100, ILogProbe.Unknown], AtTime = [40, 40] };
        Assert.Null(await CaptureAsync(position, probe));
    }

    [Fact]
    public void An_epoch_is_named_after_the_topics_ids_and_not_their_partitions()
    {
        LogDescription grown = Log with { Topics = [.. Log.Topics.Select(topic => topic with { PartitionCount = 9 })] };
        LogDescription anew = Log with { Topics = [Log.Topics[0], Log.Topics[1] with { Id = "c" }] };
        Assert.Equal(Log.Epoch(), grown.Epoch());
        Assert.Equal(Log.Epoch(), (Log with { ClusterId = "known later" }).Epoch());
        Assert.NotEqual(Log.Epoch(), anew.Epoch());
    }

    private static Task<List<FeedPartition>?> CaptureAsync(KafkaStartPosition position, ILogProbe probe)
    {
        var options = new KafkaOptions { BootstrapServers = "nowhere:1", StartPosition = position };
        var time = new FakeTimeProvider();
        using var log = new RecordedLog();
        using var cluster = KafkaCluster.Open(options);
        var context = new FeedReadingContext(
            options, cluster, new FeedRecorder(), log, new LibrdkafkaLog(log, time), time);
        return FeedStart.CaptureAsync(Log, position, context, probe, CancellationToken.None);
    }

    /// <summary>Answers for partition 0 and 1 of any topic.</summary>
    private sealed class ScriptedProbe : ILogProbe
    {
        public required long[] Earliest { get; init; }

        public required long[] Latest { get; init; }

        public required long[] AtTime { get; init; }

        public Task<LogDescription> DescribeAsync(CancellationToken cancellation) => Task.FromResult(Log);

        public Task<long[]> ListOffsetsAsync(
            IReadOnlyList<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation)
        {
            long[] answers = which is OffsetSpec.EarliestSpec ? Earliest
                : which is OffsetSpec.LatestSpec ? Latest
                : AtTime;
            return Task.FromResult(partitions.Select(partition => answers[partition.Partition.Value]).ToArray());
        }

        public Task<long[]> ListHighWatermarksAsync(
            IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) =>
            ListOffsetsAsync(partitions, OffsetSpec.Latest(), cancellation);

        public void Dispose()
        {
        }
    }
}
