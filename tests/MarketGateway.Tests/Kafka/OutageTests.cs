using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>
/// What the feed does while brokers fail. Each test has a cluster of its own to break, so these run against the
/// embedded broker whatever the others run against.
/// </summary>
public sealed class OutageTests : IDisposable
{
    private static readonly KafkaTopicNames Topics = new();

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start(2);
    private readonly FeedPublisher _publisher;

    public OutageTests()
    {
        foreach (FeedTopic topic in Enum.GetValues<FeedTopic>())
        {
            _broker.CreateTopic(Topics[topic], 2);
        }

        _publisher = new FeedPublisher(_broker.BootstrapServers);
    }

    public void Dispose()
    {
        _publisher.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public async Task After_an_outage_reading_goes_on_where_it_was_with_nothing_lost_and_nothing_twice()
    {
        await using FeedHarness harness = await StartAsync();
        await PublishAsync(1, 50);
        await harness.WaitForUpdatesAsync(50);

        _broker.SetBrokerDown(1);
        _broker.SetBrokerDown(2);
        await harness.WaitAsync("all is unreachable", () => harness.Recorder.ReachabilityEdges.Count == 6);
        Assert.All(harness.Recorder.ReachabilityEdges, edge => Assert.False(edge.IsReachable));
        Assert.False(harness.Feed.Status.IsReachable);
        Assert.Null(harness.Feed.Status[FeedTopic.Ticks].Lag);
        Assert.True(harness.Feed.Status.IsReady);
        Task published = PublishAsync(51, 100);

        _broker.SetBrokerUp(1);
        _broker.SetBrokerUp(2);
        await published;
        await harness.WaitForUpdatesAsync(100);
        await harness.WaitAsync("all is reachable", () => harness.Recorder.ReachabilityEdges.Count == 12);
        Assert.All(harness.Recorder.ReachabilityEdges.Skip(6), edge => Assert.True(edge.IsReachable));
        AssertReadOnce(harness, 100);
        Assert.Single(harness.Recorder.Epochs);
    }

    [Fact]
    public async Task One_broker_down_concerns_its_own_partitions_only()
    {
        await using FeedHarness harness = await StartAsync();
        _broker.SetBrokerDown(1);
        await harness.WaitAsync("something is unreachable", () => harness.Recorder.ReachabilityEdges.Count >= 3);
        (FeedTopic Topic, int Partition, bool IsReachable)[] edges = [.. harness.Recorder.ReachabilityEdges];
        Assert.Equal(3, edges.Select(edge => edge.Topic).Distinct().Count());
        Assert.Single(edges.Select(edge => edge.Partition).Distinct());
        Assert.Equal(3, harness.Feed.Status.Topics.Sum(topic => topic.Partitions.Count(next => next.IsReachable)));
    }

    [Fact]
    public async Task A_broker_that_is_away_at_the_start_is_waited_for()
    {
        _broker.SetBrokerDown(1);
        _broker.SetBrokerDown(2);
        await using FeedHarness harness = await FeedHarness.StartAsync(
            FeedHarness.Options(_broker.BootstrapServers, Topics)
                with
            { RequestTimeout = TimeSpan.FromMilliseconds(300) });
        await harness.WaitAsync(
            "the outage is logged",
            () => harness.Log.Lines.Any(line => line.Contains("is not ready", StringComparison.Ordinal)));
        Assert.Equal(KafkaFeedPhase.Connecting, harness.Feed.Status.Phase);
        _broker.SetBrokerUp(1);
        _broker.SetBrokerUp(2);
        await harness.WaitAsync("the feed is ready", () => harness.Feed.Status.IsReady);
        Assert.Single(harness.Log.Lines, line => line.Contains("is not ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broken_connections_and_failed_fetches_lose_nothing()
    {
        await using FeedHarness harness = await StartAsync();
        for (int i = 0; i < 5; i++)
        {
            _broker.PushRequestErrors(
                1,
                Confluent.Kafka.ErrorCode.Local_Transport,
                Confluent.Kafka.ErrorCode.NotLeaderForPartition,
                ErrorCode.RequestTimedOut);
            await PublishAsync((i * 20) + 1, (i + 1) * 20);
        }

        await harness.WaitForUpdatesAsync(100);
        AssertReadOnce(harness, 100);
    }

    [Fact]
    public async Task A_feed_that_starts_behind_the_retention_begins_at_the_oldest_record()
    {
        await PublishAsync(1, 20);
        _broker.DeleteRecords(Topics.Ticks, 0, 3);
        await using FeedHarness harness = await StartAsync();
        await harness.WaitForUpdatesAsync(17);
        Assert.Equal(3, harness.Recorder.Updates.Where(update => update.Partition == 0).Min(update => update.Offset));
    }

    [Fact]
    public async Task When_retention_overtakes_the_feed_it_says_what_is_lost_and_reads_on()
    {
        await using FeedHarness harness = await StartAsync();
        _broker.PushRequestErrors(1, [.. Enumerable.Repeat(ErrorCode.RequestTimedOut, 8)]);
        for (int sequence = 1; sequence <= 30; sequence++)
        {
            await _publisher.PublishAsync(Topics.Ticks, "S0", FeedUpdates.Trade(sequence), 0);
        }

        _broker.DeleteRecords(Topics.Ticks, 0, 25);
        await harness.WaitAsync(
            "the last record is applied", () => harness.Recorder.Updates.Any(update => update.Sequence == 30));
        Assert.Contains(
            harness.Log.Lines, line => line.Contains("is gone: the log begins at 25", StringComparison.Ordinal));
        long[] sequences = [.. harness.Recorder.Updates.Select(update => update.Sequence)];
        Assert.Equal([26L, 27L, 28L, 29L, 30L], sequences[^5..]);
        Assert.Equal(sequences.Distinct().Order(), sequences);
        Assert.Single(harness.Recorder.Epochs);
        var (topic, partition, lostFrom, readFrom) = Assert.Single(harness.Recorder.Losses);
        Assert.Equal((FeedTopic.Ticks, 0, 25L), (topic, partition, readFrom));
        Assert.Equal(sequences.Length - 5, lostFrom);
    }

    [Fact]
    public async Task A_log_that_lost_what_was_read_and_grew_past_it_between_two_looks_is_another_log()
    {
        var blind = default(BlindProbe);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(_broker.BootstrapServers, Topics), probe => blind = new BlindProbe(probe));
        await PublishAsync(1, 20);
        await harness.WaitForUpdatesAsync(20);

        blind!.IsBlind = true;
        _broker.DeleteTopic(Topics.Ticks);
        _broker.CreateTopic(Topics.Ticks, 2);
        _broker.SetLeader(Topics.Ticks, 0, 1);
        _broker.SetLeader(Topics.Ticks, 0, 2);
        using (var publisher = new FeedPublisher(_broker.BootstrapServers))
        {
            for (int sequence = 101; sequence <= 130; sequence++)
            {
                await publisher.PublishAsync(Topics.Ticks, "S0", FeedUpdates.Trade(sequence), 0);
                await publisher.PublishAsync(Topics.Ticks, "S1", FeedUpdates.Trade(sequence), 1);
            }
        }

        blind.IsBlind = false;
        await harness.WaitAsync("a new epoch has begun", () => harness.Recorder.Epochs.Count == 2);
        Assert.Contains(harness.Log.Lines, line => line.Contains("lost records that were read", StringComparison.Ordinal));
        await harness.WaitAsync(
            "the new log is read from its beginning",
            () => harness.Recorder.Updates.Count(update => update.Sequence == 101 && update.Offset == 0) == 2);
    }

    private Task<FeedHarness> StartAsync() =>
        FeedHarness.StartReadyAsync(FeedHarness.Options(_broker.BootstrapServers, Topics));

    /// <summary>Publishes trades of these sequences, odd ones to partition 1 and even ones to partition 0.</summary>
    private async Task PublishAsync(int first, int last)
    {
        for (int sequence = first; sequence <= last; sequence++)
        {
            await _publisher.PublishAsync(Topics.Ticks, $"S{sequence % 2}", FeedUpdates.Trade(sequence), sequence % 2);
        }
    }

    /// <summary>Sees no topic ids, and while it is blind no end either, as between two looks.</summary>
    private sealed class BlindProbe(ILogProbe inner) : ILogProbe
    {
        public volatile bool IsBlind;

        public async Task<LogDescription> DescribeAsync(CancellationToken cancellation)
        {
            LogDescription log = IsBlind
                ? throw new KafkaException(ErrorCode.Local_TimedOut) : await inner.DescribeAsync(cancellation);
            return log with { ClusterId = "old", Topics = [.. log.Topics.Select(topic => topic with { Id = null })] };
        }

        public Task<long[]> ListOffsetsAsync(
            IReadOnlyList<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation) => IsBlind
            ? Task.FromResult(partitions.Select(_ => ILogProbe.Unknown).ToArray())
            : inner.ListOffsetsAsync(partitions, which, cancellation);

        public Task<long[]> ListHighWatermarksAsync(
            IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) =>
            ListOffsetsAsync(partitions, OffsetSpec.Latest(), cancellation);

        public void Dispose() => inner.Dispose();
    }

    private static void AssertReadOnce(FeedHarness harness, int count)
    {
        Assert.Equal(
            Enumerable.Range(1, count).Select(sequence => (long)sequence),
            harness.Recorder.Updates.Select(update => update.Sequence).Order());
        foreach (var partition in harness.Recorder.Updates.GroupBy(update => update.Partition))
        {
            Assert.Equal(partition.Select(update => update.Offset).Order(), partition.Select(update => update.Offset));
        }
    }
}
