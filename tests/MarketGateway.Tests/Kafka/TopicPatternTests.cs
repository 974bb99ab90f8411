using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Hosting;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using Microsoft.Extensions.Configuration;

namespace MarketGateway.Tests.Kafka;

/// <summary>Sources whose topics are given by a pattern.</summary>
public sealed class TopicPatternTests
{
    public static TheoryData<string, string[]> Wrong => new()
    {
        { "^raw.( is no pattern (a regular expression): Invalid pattern", ["--Kafka:Sources:x:Topics", "^raw.("] },
        { "looks ahead or behind", ["--Kafka:Sources:x:Topics", "^raw.(?=a)"] },
        { "^raw matches raw.a, which source y names", ["--Kafka:Sources:x:Topics", "^raw", "--Kafka:Sources:y:Topics", "raw.a", "--Kafka:Sources:y:Format", "Json", "--Kafka:Sources:y:Mapping", "bybit"] },
        { "^md matches md.books, which Kafka:Topics names", ["--Kafka:Sources:x:Topics", "^md", "--Kafka:Sources:own:Format", "MarketGateway"] },
    };

    [Theory]
    [InlineData("a, ^b{1,2}x,^[,]y , c", new[] { "a", "^b{1,2}x", "^[,]y", "c" })]
    [InlineData("a{1,b}", new[] { "a{1", "b}" })]
    [InlineData("", new string[0])]
    public void Commas_part_topics_but_not_inside_a_pattern(string topics, string[] entries) =>
        Assert.Equal(entries, TopicText.EntriesOf(topics));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_pattern_stops_the_start_by_name(string message, string[] settings)
    {
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(
            [.. settings, "--Kafka:Sources:x:Format", "Json", "--Kafka:Sources:x:Mapping", "binance"]));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topics_that_match_are_read_also_those_that_appear_later()
    {
        using EmbeddedBroker broker = EmbeddedBroker.Start();
        using var publisher = new FeedPublisher(broker.BootstrapServers);
        broker.CreateTopic("raw.one", 2);
        broker.CreateTopic("other", 1);
        await PublishAsync(publisher, "raw.one", "A", 1);
        await PublishAsync(publisher, "other", "X", 1);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(Options(broker, "^raw\\."));
        await harness.WaitForUpdatesAsync(1);
        broker.CreateTopic("raw.two", 2);
        await PublishAsync(publisher, "raw.two", "B", 1);
        await harness.WaitForUpdatesAsync(2);

        Assert.Equal(["A", "B"], harness.Recorder.Updates.Select(update => update.Symbol));
        Assert.Equal(2, harness.Recorder.Updates.Select(update => update.Partition).Distinct().Count());
        Assert.Equal(["raw.one", "raw.two"], harness.Feed.Status.Topics.Select(topic => topic.Name));
        Assert.Single(harness.Recorder.Epochs);
        Assert.Contains(harness.Log.Lines, line => line == "Topic raw.two of source one appeared. Reading its 2 partition(s)");
    }

    [Fact]
    public async Task Where_nothing_matches_yet_the_feed_is_ready_and_says_so()
    {
        using EmbeddedBroker broker = EmbeddedBroker.Start();
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(Options(broker, "^raw\\."));

        Assert.Contains(harness.Log.Lines, line => line.StartsWith("No topic matches ^raw\\. of source one", StringComparison.Ordinal));
        Assert.True(harness.Feed.Status.IsReachable);
    }

    [Fact]
    public async Task A_topic_that_disappears_is_told_and_one_of_its_name_is_read_from_its_beginning()
    {
        using EmbeddedBroker broker = EmbeddedBroker.Start();
        using var publisher = new FeedPublisher(broker.BootstrapServers);
        broker.CreateTopic("raw.one", 1);
        broker.CreateTopic("raw.two", 1);
        await PublishAsync(publisher, "raw.one", "A", 1);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(Options(broker, "^raw\\."));
        await harness.WaitForUpdatesAsync(1);
        int before = harness.Recorder.Updates[0].Partition;

        broker.DeleteTopic("raw.one");
        await harness.WaitAsync(
            "the symbols hear of it", () => harness.Recorder.ReachabilityEdges.Contains((FeedTopic.Books, before, false)));
        Assert.Contains(harness.Log.Lines, line => line.StartsWith("Topic raw.one of source one is gone", StringComparison.Ordinal));
        Assert.True(harness.Feed.Status.IsReachable);

        broker.CreateTopic("raw.one", 1);
        await PublishAsync(publisher, "raw.one", "A", 7);
        await harness.WaitForUpdatesAsync(2);
        RecordedUpdate update = harness.Recorder.Updates[1];
        Assert.Equal((0L, 7L), (update.Offset, update.Sequence));
        Assert.NotEqual(before, update.Partition);
        Assert.Single(harness.Recorder.Epochs);
        Assert.Equal(["raw.one", "raw.two"], harness.Feed.Status.Topics.Select(topic => topic.Name));
    }

    [Fact]
    public async Task A_topic_that_patterns_of_two_sources_match_is_refused_by_name()
    {
        using EmbeddedBroker broker = EmbeddedBroker.Start();
        broker.CreateTopic("raw.one", 1);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(Options(broker, "^raw", "^raw.o"));

        Assert.DoesNotContain(harness.Feed.Status.Topics, topic => topic.Name == "raw.one");
        Assert.Contains(harness.Log.Lines, line => line
            == "Topic raw.one is not read: it matches patterns of the sources one and two, and a topic is read by one source");
    }

    [Fact]
    public void The_numbers_of_a_matched_topic_are_made_of_its_id_and_are_nobody_elses()
    {
        int number = SourceTopic.MatchedNumberOf("raw.one=id", _ => false);
        int next = SourceTopic.MatchedNumberOf("raw.one=id", taken => taken == number);
        Assert.NotEqual(number, next);
        Assert.Equal(number, SourceTopic.MatchedNumberOf("raw.one=id", _ => false));
        Assert.NotEqual(number, SourceTopic.MatchedNumberOf("raw.one=another", _ => false));
    }

    private static KafkaOptions Options(EmbeddedBroker broker, string topics, string? second = null)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Sources:one:Topics"] = topics,
            ["Sources:one:Format"] = "Json",
            ["Sources:one:Mapping"] = "binance",
        };
        if (second is not null)
        {
            settings["Sources:two:Topics"] = second;
            settings["Sources:two:Format"] = "Json";
            settings["Sources:two:Mapping"] = "binance";
        }

        return FeedHarness.Options(broker.BootstrapServers, new KafkaTopicNames()) with
        {
            Sources = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Get<KafkaOptions>()!.Sources,
        };
    }

    private static Task PublishAsync(FeedPublisher publisher, string topic, string symbol, long sequence) =>
        publisher.PublishBytesAsync(topic, Encoding.UTF8.GetBytes(symbol), Encoding.UTF8.GetBytes(
            $$"""{"lastUpdateId":{{sequence}},"bids":[["1.5","2"]],"asks":[]}"""));
}
