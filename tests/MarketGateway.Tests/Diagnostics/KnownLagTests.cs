using System.Diagnostics;
using System.Net;
using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Diagnostics;

/// <summary>What is told of the lag, held against offsets that another client of the same cluster reads.</summary>
public sealed class KnownLagTests(KafkaFixture kafka)
{
    private const string LagRecords = "marketgateway_kafka_lag_records";
    private const string LagSeconds = "marketgateway_kafka_lag_seconds";
    private const string Reachable = "marketgateway_kafka_partition_reachable";
    private const string Ticks = "topic=ticks,partition=0";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task A_paused_consumer_lags_by_what_lies_between_its_position_and_the_end()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await kafka.Publisher.PublishAsync(topics.Instruments, "A", FeedUpdates.Instrument());
        await PublishQuotesAsync(topics, 1, 5);
        await using RunningGateway gateway = await StartAsync(kafka.BootstrapServers, topics);
        await UntilAsync(gateway, "the feed is ready", now => now["marketgateway_ready"] == 1);
        using var roadblock = new Roadblock(gateway.Market, "STOP");
        await kafka.Publisher.PublishAsync(topics.Instruments, "STOP", FeedUpdates.Instrument());
        await roadblock.Reached.WaitAsync(Patience);
        long position = End(kafka.BootstrapServers, topics.Ticks);
        long publishedAt = Stopwatch.GetTimestamp();
        await PublishQuotesAsync(topics, 6, 12);

        long lag = End(kafka.BootstrapServers, topics.Ticks) - position;
        Assert.Equal(7, lag);
        await UntilAsync(gateway, "the lag is told", now => now.Find(LagRecords, Ticks) == lag);
        await UntilAsync(gateway, "the lag grows older", now => now[LagSeconds, Ticks] > 1.5);
        Scrape lagging = await Scrape.OfAsync(gateway.MetricsAddress);

        // Since the last look at the end before: on a busy machine that was some intervals ago.
        Assert.InRange(
            lagging[LagSeconds, Ticks], 1.5, (Stopwatch.GetElapsedTime(publishedAt) + (4 * ProbeInterval)).TotalSeconds);
        Assert.Equal(1, lagging[LagRecords, "topic=instruments"]);
        Assert.Equal(1, lagging[Reachable, Ticks]);
        Assert.Equal(5, lagging["marketgateway_feed_records_decoded_total", "topic=ticks"]);

        roadblock.Open();
        await UntilAsync(gateway, "all is read", now => now.Find(LagRecords, Ticks) == 0 && now.Find(LagSeconds, Ticks) == 0);
    }

    [Fact]
    public async Task While_the_log_is_read_for_the_first_time_the_lag_is_what_is_left_and_before_that_it_is_unknown()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await kafka.Publisher.PublishAsync(topics.Instruments, "A", FeedUpdates.Instrument());
        await PublishQuotesAsync(topics, 1, 5);
        TopicPartitionOffset stop = await kafka.Publisher.PublishAsync(topics.Ticks, "STOP", FeedUpdates.Quote(1));
        await PublishQuotesAsync(topics, 6, 9);
        long publishedAt = Stopwatch.GetTimestamp();
        Roadblock? first = null;
        Roadblock? second = null;
        await using RunningGateway gateway = await StartAsync(kafka.BootstrapServers, topics, market =>
        {
            first = new Roadblock(market, "A");
            second = new Roadblock(market, "STOP");
        });
        using Roadblock definitions = first!;
        using Roadblock middle = second!;

        await definitions.Reached.WaitAsync(Patience);
        Scrape unknown = await Scrape.OfAsync(gateway.MetricsAddress);
        Assert.Null(unknown.Find(LagRecords, Ticks));
        Assert.Null(unknown.Find(LagSeconds, Ticks));
        Assert.Equal(1, unknown[Reachable, Ticks]);
        Assert.Equal(0, unknown["marketgateway_feed_bootstrap_progress_ratio", "topic=ticks"]);

        definitions.Open();
        await middle.Reached.WaitAsync(Patience);
        long lag = End(kafka.BootstrapServers, topics.Ticks) - stop.Offset.Value;
        Assert.Equal(5, lag);
        Scrape catchingUp = await Scrape.OfAsync(gateway.MetricsAddress);
        Assert.Equal(lag, catchingUp[LagRecords, Ticks]);
        Assert.InRange(catchingUp[LagSeconds, Ticks], 0.0001, Stopwatch.GetElapsedTime(publishedAt).TotalSeconds + 30);
        Assert.Equal(0.5, catchingUp["marketgateway_feed_bootstrap_progress_ratio", "topic=ticks"]);
        Assert.Equal(1, catchingUp["marketgateway_feed_phase", "phase=catching_up"]);
        Assert.Equal(0, catchingUp["marketgateway_ready"]);
        Assert.Null(catchingUp.Find("marketgateway_feed_record_to_state_seconds_count", "topic=ticks"));

        middle.Open();
        await UntilAsync(gateway, "all is read", now =>
            now.Find(LagRecords, Ticks) == 0 && now["marketgateway_feed_phase", "phase=ready"] == 1 && now["marketgateway_ready"] == 1);
    }

    [Fact]
    public async Task A_partition_that_answers_but_cannot_be_fetched_lags_by_what_arrives_there()
    {
        using EmbeddedBroker broker = StartBroker();
        using var publisher = new FeedPublisher(broker.BootstrapServers);
        var topics = new KafkaTopicNames();
        await using RunningGateway gateway = await StartAsync(broker.BootstrapServers, topics);
        await UntilAsync(gateway, "the empty log is read", now => now.Find(LagRecords, Ticks) == 0);
        const short fetch = 1;
        broker.PushRequestErrors(fetch, [.. Enumerable.Repeat(ErrorCode.KafkaStorageError, 100_000)]);
        await UntilAsync(gateway, "fetching stalls", async _ =>
        {
            await publisher.PublishAsync(topics.Ticks, "A", FeedUpdates.Quote(1));
            return (await Scrape.OfAsync(gateway.MetricsAddress))[LagRecords, Ticks] > 0;
        });
        Scrape stalled = await Scrape.OfAsync(gateway.MetricsAddress);
        double decoded = stalled["marketgateway_feed_records_decoded_total", "topic=ticks"];
        long end = End(broker.BootstrapServers, topics.Ticks);
        await publisher.PublishAsync(topics.Ticks, "A", FeedUpdates.Quote(2));

        await UntilAsync(gateway, "the lag is told", now =>
            now[LagRecords, Ticks] == end + 1 - decoded && now[LagSeconds, Ticks] > 1);
        Scrape lagging = await Scrape.OfAsync(gateway.MetricsAddress);
        Assert.Equal(decoded, lagging["marketgateway_feed_records_decoded_total", "topic=ticks"]);
        Assert.Equal(1, lagging[Reachable, Ticks]);
        Assert.True(lagging["marketgateway_feed_age_seconds", "topic=ticks"] >= lagging[LagSeconds, Ticks] - 1);
    }

    [Fact]
    public async Task While_the_brokers_are_away_the_lag_is_unknown_and_the_gateway_stops_being_ready_but_lives()
    {
        using EmbeddedBroker broker = StartBroker();
        await using RunningGateway gateway = await StartAsync(
            broker.BootstrapServers, new KafkaTopicNames(), null, "--Health:FeedAgeMax", "00:00:02", "--Kafka:UnreachableAfter", "00:00:01");
        await UntilAsync(gateway, "the feed is ready", now => now["marketgateway_ready"] == 1 && now.Find(LagRecords, Ticks) == 0);

        broker.SetBrokerDown(1);
        await UntilAsync(gateway, "the outage is told", now =>
            now.Find(LagRecords, Ticks) is null && now.Find(LagSeconds, Ticks) is null && now[Reachable, Ticks] == 0);
        await UntilAsync(gateway, "the gateway is not ready", now => now["marketgateway_ready"] == 0);
        Scrape away = await Scrape.OfAsync(gateway.MetricsAddress);
        Assert.True(away["marketgateway_feed_age_seconds", "topic=ticks"] > 2);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(gateway, "/healthz/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "/healthz/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "/healthz/startup"));
        await UntilAsync(gateway, "the client's errors are counted", now =>
            now.Samples.Where(sample => sample.Name == "marketgateway_kafka_client_errors_total").Sum(sample => sample.Value) > 0);

        broker.SetBrokerUp(1);
        await UntilAsync(gateway, "the lag is known again", now =>
            now.Find(LagRecords, Ticks) == 0 && now[Reachable, Ticks] == 1 && now["marketgateway_ready"] == 1);
    }

    private static EmbeddedBroker StartBroker()
    {
        var topics = new KafkaTopicNames();
        EmbeddedBroker broker = EmbeddedBroker.Start();
        Array.ForEach(Enum.GetValues<FeedTopic>(), topic => broker.CreateTopic(topics[topic], 1));
        return broker;
    }

    private static Task<RunningGateway> StartAsync(
        string servers, KafkaTopicNames topics, Action<Core.Conflation.Market>? prepare = null, params string[] settings) =>
        RunningGateway.StartAsync(
            servers, topics, prepare, ["--Metrics:Url", "http://127.0.0.1:0", "--Kafka:ProbeInterval", $"{ProbeInterval}", .. settings]);

    private async Task PublishQuotesAsync(KafkaTopicNames topics, int first, int last)
    {
        for (int sequence = first; sequence <= last; sequence++)
        {
            await kafka.Publisher.PublishAsync(topics.Ticks, "A", FeedUpdates.Quote(sequence));
        }
    }

    private static long End(string servers, string topic)
    {
        using var log = new LogEnd(servers);
        return log.LastOffset(topic) + 1;
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningGateway gateway, string path)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.GetAsync(new Uri(gateway.MetricsAddress, path));
        return answer.StatusCode;
    }

    private static Task UntilAsync(RunningGateway gateway, string condition, Func<Scrape, bool> holds) =>
        UntilAsync(gateway, condition, now => Task.FromResult(holds(now)));

    private static Task UntilAsync(RunningGateway gateway, string condition, Func<Scrape, Task<bool>> holds) =>
        Eventually.IsTrueAsync(
            condition, async () => await holds(await Scrape.OfAsync(gateway.MetricsAddress)), Patience);
}
