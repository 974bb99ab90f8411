using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>Which log is read, and what happens when it changes under the feed.</summary>
public sealed class EpochTests(KafkaFixture kafka)
{
    private readonly FeedPublisher _publisher = kafka.Publisher;

    [Fact]
    public async Task Every_replica_of_a_log_names_the_same_epoch_and_other_topics_are_another()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        KafkaTopicNames others = await kafka.CreateTopicsAsync(1);
        await using FeedHarness first = await StartAsync(topics);
        await using FeedHarness second = await StartAsync(topics);
        await using FeedHarness other = await StartAsync(others);
        Assert.Equal(first.Recorder.Epochs, second.Recorder.Epochs);
        Assert.NotEqual(first.Recorder.Epochs, other.Recorder.Epochs);
        Assert.Equal(first.Recorder.Epochs[0], first.Feed.Status.Epoch);
    }

    [Fact]
    public async Task A_topic_that_is_created_anew_begins_a_new_epoch_that_is_read_from_its_beginning()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await PublishAsync(topics, 1, 10);
        await using FeedHarness harness = await StartAsync(topics);
        await kafka.RecreateTopicAsync(topics.Books, 1);
        await PublishAsync(topics, 101, 103);
        await harness.WaitForUpdatesAsync(10 + 3);
        await harness.WaitAsync("the feed is ready again", () => harness.Feed.Status.IsReady);

        Assert.Equal(2, harness.Recorder.Epochs.Count);
        Assert.NotEqual(harness.Recorder.Epochs[0], harness.Recorder.Epochs[1]);
        Assert.Equal(
            [(0L, 101L), (1L, 102L), (2L, 103L)],
            harness.Recorder.Updates.Skip(10).Select(update => (update.Offset, update.Sequence)));
        await using FeedHarness late = await StartAsync(topics);
        Assert.Equal(harness.Recorder.Epochs[1], late.Recorder.Epochs[0]);
    }

    [Fact]
    public async Task Without_topic_ids_offsets_that_went_backwards_tell_that_the_log_was_replaced()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await PublishAsync(topics, 1, 10);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics), probe => new OldBrokerProbe(probe));
        await kafka.RecreateTopicAsync(topics.Books, 1);
        await PublishAsync(topics, 101, 103);
        await harness.WaitForUpdatesAsync(10 + 3);
        Assert.Equal(2, harness.Recorder.Epochs.Distinct().Count());
        Assert.Equal([0L, 1L, 2L], harness.Recorder.Updates.Skip(10).Select(update => update.Offset));
    }

    [Fact]
    public async Task New_partitions_are_read_from_their_beginning()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(3);
        var partial = default(PartialProbe);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics) with { StartPosition = KafkaStartPosition.End },
            probe => partial = new PartialProbe(probe));
        await _publisher.PublishAsync(topics.Books, "ES", FeedUpdates.Delta(1), partition: 2);
        await _publisher.PublishAsync(topics.Books, "ES", FeedUpdates.Delta(2), partition: 2);
        Assert.Single(harness.Feed.Status[FeedTopic.Books].Partitions);
        partial!.IsWhole = true;
        await harness.WaitForUpdatesAsync(2);
        Assert.Equal([0L, 1L], harness.Recorder.Updates.Select(update => update.Offset));
        Assert.Equal(3, harness.Feed.Status[FeedTopic.Books].Partitions.Count);
        Assert.Single(harness.Recorder.Epochs);
    }

    [Fact]
    public async Task Partitions_that_are_added_to_a_topic_are_picked_up()
    {
        Assert.SkipWhen(kafka.Embedded is not null, "The embedded broker cannot add partitions; needs a real Kafka.");
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await using FeedHarness harness = await StartAsync(topics);
        await kafka.AddPartitionsAsync(topics.Ticks, 3);
        await harness.WaitAsync(
            "the new partitions are read", () => harness.Feed.Status[FeedTopic.Ticks].Partitions.Count == 3);
        await _publisher.PublishAsync(topics.Ticks, "ES", FeedUpdates.Trade(1), partition: 2);
        await harness.WaitForUpdatesAsync(1);
    }

    [Fact]
    public async Task An_open_transaction_is_lag_that_grows_older_and_is_told_apart()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await PublishAsync(topics, 1, 10);
        var hanging = default(HangingTransactionProbe);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics),
            probe => hanging = new HangingTransactionProbe(probe) { Withheld = 5 });
        KafkaPartitionStatus Books() => harness.Feed.Status[FeedTopic.Books].Partitions[0];
        await harness.WaitAsync("it is told", () => Books() is { Lag: 5, Withheld: 5 });
        await harness.WaitAsync("it grows older", () => Books().WithheldTime > TimeSpan.FromMilliseconds(300));
        Assert.True(Books().LagTime >= TimeSpan.FromMilliseconds(300));
        Assert.True(harness.Feed.Status[FeedTopic.Books].Age >= TimeSpan.FromMilliseconds(300));
        Assert.True(harness.Feed.Status.IsReady);

        hanging!.Withheld = 0;
        await harness.WaitAsync("it is over", () => Books() is { Lag: 0, Withheld: 0 } && Books().LagTime == TimeSpan.Zero);
    }

    private Task<FeedHarness> StartAsync(KafkaTopicNames topics) =>
        FeedHarness.StartReadyAsync(FeedHarness.Options(kafka.BootstrapServers, topics));

    private async Task PublishAsync(KafkaTopicNames topics, int first, int last)
    {
        // A producer that knew the topic before it was created anew may hold on to the old one for a while.
        using var publisher = new FeedPublisher(kafka.BootstrapServers);
        for (int sequence = first; sequence <= last; sequence++)
        {
            await publisher.PublishAsync(topics.Books, "ES", FeedUpdates.Delta(sequence));
        }
    }

    /// <summary>Hides the topics' ids, as a broker before 2.8 has none.</summary>
    private sealed class OldBrokerProbe(ILogProbe inner) : ILogProbe
    {
        public async Task<LogDescription> DescribeAsync(CancellationToken cancellation)
        {
            LogDescription log = await inner.DescribeAsync(cancellation);
            return log with { ClusterId = "old", Topics = [.. log.Topics.Select(topic => topic with { Id = null })] };
        }

        public Task<long[]> ListOffsetsAsync(
            IReadOnlyList<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation) =>
            inner.ListOffsetsAsync(partitions, which, cancellation);

        public Task<long[]> ListHighWatermarksAsync(
            IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) =>
            inner.ListHighWatermarksAsync(partitions, cancellation);

        public void Dispose() => inner.Dispose();
    }

    /// <summary>Shows a high watermark beyond what can be read, as a producer's open transaction makes it.</summary>
    private sealed class HangingTransactionProbe(ILogProbe inner) : ILogProbe
    {
        private long _withheld;

        public long Withheld
        {
            get => Volatile.Read(ref _withheld);
            set => Volatile.Write(ref _withheld, value);
        }

        public Task<LogDescription> DescribeAsync(CancellationToken cancellation) => inner.DescribeAsync(cancellation);

        public Task<long[]> ListOffsetsAsync(
            IReadOnlyList<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation) =>
            inner.ListOffsetsAsync(partitions, which, cancellation);

        public async Task<long[]> ListHighWatermarksAsync(
            IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation)
        {
            long[] ends = await inner.ListHighWatermarksAsync(partitions, cancellation);
            return Array.ConvertAll(ends, end => end == ILogProbe.Unknown ? end : end + Withheld);
        }

        public void Dispose() => inner.Dispose();
    }

    /// <summary>Shows one partition of each topic until told to show all: how a growing topic looks.</summary>
    private sealed class PartialProbe(ILogProbe inner) : ILogProbe
    {
        public volatile bool IsWhole;

        public async Task<LogDescription> DescribeAsync(CancellationToken cancellation)
        {
            LogDescription log = await inner.DescribeAsync(cancellation);
            return IsWhole
                ? log : log with { Topics = [.. log.Topics.Select(topic => topic with { PartitionCount = 1 })] };
        }

        public Task<long[]> ListOffsetsAsync(
            IReadOnlyList<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation) =>
            inner.ListOffsetsAsync(partitions, which, cancellation);

        public Task<long[]> ListHighWatermarksAsync(
            IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) =>
            inner.ListHighWatermarksAsync(partitions, cancellation);

        public void Dispose() => inner.Dispose();
    }
}
