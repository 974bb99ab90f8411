using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>From the first connection to the open gate.</summary>
public sealed class StartTests(KafkaFixture kafka)
{
    private readonly FeedPublisher _publisher = kafka.Publisher;

    [Fact]
    public async Task The_feed_is_ready_only_when_all_that_was_in_the_log_is_applied()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync();
        await PublishAsync(topics, symbols: 4, perSymbol: 25);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics));
        Assert.Equal(4 + 200, harness.Recorder.Updates.Count);
        Assert.Equal(1, harness.Feed.Status.Progress);
        await harness.Feed.WhenReady.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        Assert.Single(harness.Recorder.Epochs);
    }

    [Fact]
    public async Task A_feed_that_has_not_caught_up_is_not_ready_and_says_how_far_it_is()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await PublishAsync(topics, symbols: 1, perSymbol: 50);
        using var hold = new ManualResetEventSlim();
        await using FeedHarness harness = await FeedHarness.StartAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics),
            prepare: recorder => recorder.Verdict = (_, update) =>
            {
                if (update.Sequence == 30)
                {
                    hold.Wait();
                }

                return DecodeError.None;
            });
        await harness.WaitForUpdatesAsync(1 + 29);
        KafkaFeedStatus status = harness.Feed.Status;
        Assert.Equal(KafkaFeedPhase.CatchingUp, status.Phase);
        Assert.InRange(status.Progress, 0.2, 0.9);
        hold.Set();
        await harness.WaitAsync("the feed is ready", () => harness.Feed.Status.IsReady);
    }

    [Fact]
    public async Task Every_definition_is_applied_before_the_first_book()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync();
        await PublishAsync(topics, symbols: 8, perSymbol: 5);
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics) with { Consumers = 3 };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options);
        Assert.All(harness.Recorder.Updates.Take(8), update => Assert.Equal(FeedTopic.Instruments, update.Topic));
    }

    [Fact]
    public async Task Empty_topics_do_not_hold_the_gate()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(3);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics));
        Assert.Empty(harness.Recorder.Updates);
    }

    [Fact]
    public async Task Lag_is_unknown_before_the_first_fetch_and_then_nothing()
    {
        var before = new KafkaPartitionStatus(0, 0, 10, null, 10, 0, 0, true, null, TimeSpan.Zero);
        Assert.Null(before.Lag);
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await PublishAsync(topics, symbols: 1, perSymbol: 3);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics));
        await harness.WaitAsync("the lag is 0", () => harness.Feed.Status[FeedTopic.Ticks].Lag == 0);
        KafkaTopicStatus ticks = harness.Feed.Status[FeedTopic.Ticks];
        Assert.Equal((3, 3), (ticks.Decoded, ticks.Partitions[0].End));
        Assert.Equal(FeedUpdates.Opening + 3, ticks.NewestOccurredAt);
    }

    [Fact]
    public async Task From_the_end_only_definitions_and_news_are_read()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await PublishAsync(topics, symbols: 1, perSymbol: 10);
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics)
            with
        { StartPosition = KafkaStartPosition.End };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options);
        await _publisher.PublishAsync(topics.Books, "S0", FeedUpdates.Delta(11));
        await harness.WaitForUpdatesAsync(2);
        Assert.Equal(
            [(FeedTopic.Instruments, 0L), (FeedTopic.Books, 11L)],
            harness.Recorder.Updates.Select(update => (update.Topic, update.Sequence)));
        Assert.Equal(10, harness.Recorder.Updates[1].Offset);
    }

    [Fact]
    public async Task A_look_back_reads_what_is_not_older()
    {
        Assert.SkipWhen(kafka.Embedded is not null, "The embedded broker cannot look up times; needs a real Kafka.");
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await PublishAsync(topics, symbols: 1, perSymbol: 10);
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics)
            with
        { StartPosition = KafkaStartPosition.LookBack, LookBack = TimeSpan.FromHours(1) };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options);
        Assert.Equal(21, harness.Recorder.Updates.Count);
    }

    [Fact]
    public async Task Several_consumers_read_every_record_once_and_each_partition_in_order()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(4);
        await PublishAsync(topics, symbols: 12, perSymbol: 40);
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics) with { Consumers = 3 };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options);
        Assert.Equal(12 + (12 * 80), harness.Recorder.Updates.Count);
        foreach (var partition in harness.Recorder.Updates.GroupBy(update => (update.Topic, update.Partition)))
        {
            Assert.Equal(Enumerable.Range(0, partition.Count()), partition.Select(update => (int)update.Offset));
        }
    }

    [Fact]
    public async Task Missing_topics_are_named_once_and_read_when_they_appear()
    {
        string prefix = $"test-{Guid.NewGuid():N}";
        var topics = new KafkaTopicNames
        {
            Instruments = $"{prefix}.i",
            Books = $"{prefix}.b",
            Ticks = $"{prefix}.t",
        };
        await kafka.CreateTopicAsync(topics.Instruments, 1);
        await kafka.CreateTopicAsync(topics.Ticks, 1);
        await using FeedHarness harness = await FeedHarness.StartAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics));
        await harness.WaitAsync(
            "the missing topic is known", () => harness.Feed.Status.Phase == KafkaFeedPhase.WaitingForTopics);
        Assert.Equal([topics.Books], harness.Feed.Status.MissingTopics);
        await kafka.CreateTopicAsync(topics.Books, 1);
        await _publisher.PublishAsync(topics.Books, "ES", FeedUpdates.Snapshot(1));
        await harness.WaitForUpdatesAsync(1);
        Assert.Single(
            harness.Log.Lines,
            line => line.StartsWith($"Topic {topics.Books} does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feed_that_cannot_go_on_says_why_and_stops_the_host()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await using FeedHarness harness = await FeedHarness.StartAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics), _ => new BrokenProbe());
        await harness.WaitAsync("the host is stopped", () => harness.HasStoppedHost);
        Assert.Equal(KafkaFeedPhase.Failed, harness.Feed.Status.Phase);
        Assert.Contains(harness.Log.Lines, line => line.Contains("no such thing", StringComparison.Ordinal));
    }

    /// <summary>
    /// Publishes definitions of S0, S1, ..., and as many books and ticks of each as said, from sequence 1.
    /// </summary>
    private async Task PublishAsync(KafkaTopicNames topics, int symbols, int perSymbol)
    {
        var sent = new List<Task>();
        for (int i = 0; i < symbols; i++)
        {
            sent.Add(_publisher.PublishAsync(topics.Instruments, $"S{i}", FeedUpdates.Instrument()));
            for (int sequence = 1; sequence <= perSymbol; sequence++)
            {
                sent.Add(_publisher.PublishAsync(topics.Books, $"S{i}", FeedUpdates.Snapshot(sequence)));
                sent.Add(_publisher.PublishAsync(topics.Ticks, $"S{i}", FeedUpdates.Trade(sequence)));
            }
        }

        await Task.WhenAll(sent);
    }

    private sealed class BrokenProbe : ILogProbe
    {
        public Task<LogDescription> DescribeAsync(CancellationToken cancellation) =>
            throw new InvalidOperationException("no such thing");

        public Task<long[]> ListOffsetsAsync(
            IReadOnlyList<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation) =>
            throw new InvalidOperationException("no such thing");

        public Task<long[]> ListHighWatermarksAsync(
            IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) =>
            throw new InvalidOperationException("no such thing");

        public void Dispose()
        {
        }
    }
}
