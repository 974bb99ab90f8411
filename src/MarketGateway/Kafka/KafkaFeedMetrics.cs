using System.Diagnostics.Metrics;
using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Kafka;

/// <summary>
/// How far behind the log we are: the first links of the lag chain. Read off <see cref="KafkaFeed.Status"/> when a
/// scrape asks, but for the time from record to state, which the poll threads sample.
/// </summary>
/// <remarks>
/// What is not known is not there: a lag has no series before the partition's first fetch and while its leader does not
/// answer. A 0 would say that all is well, and a NaN would spoil every sum. That the partition exists all the same is
/// told by its reachability, which is never left out.
/// </remarks>
internal sealed class KafkaFeedMetrics
{
    /// <summary>Errors that are told from the beginning, so that their first occurrence is an increase.</summary>
    private static readonly ErrorCode[] CommonErrors =
    [
        ErrorCode.Local_AllBrokersDown, ErrorCode.Local_Transport, ErrorCode.Local_Resolve, ErrorCode.Local_TimedOut,
        ErrorCode.Local_Authentication,
    ];

    /// <summary>As those of the other latencies of the lag chain, so that its links can be compared.</summary>
    private static readonly InstrumentAdvice<double> LatencyBuckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    };

    private readonly KafkaFeed _feed;

    public KafkaFeedMetrics(Meter meter, KafkaFeed feed)
    {
        _feed = feed;
        AddPartitions(meter);
        AddTopics(meter);
        meter.CreateObservableGauge(
            "marketgateway_feed_phase",
            Phases,
            description: "1 for what the feed is doing now, 0 for what it is not.");
        meter.CreateObservableCounter(
            "marketgateway_kafka_client_errors_total",
            ClientErrors,
            description: "Errors that the Kafka clients reported, by librdkafka's code.");
        TimeRecords(meter);
    }

    private void AddPartitions(Meter meter)
    {
        meter.CreateObservableGauge(
            "marketgateway_kafka_lag_records",
            () => OfPartitions(partition => partition.Lag),
            description: "Offsets of a partition that are not read yet, or cannot be. Absent while unknown.");
        meter.CreateObservableGauge(
            "marketgateway_kafka_lag_seconds",
            () => OfPartitions(partition => partition.LagTime?.TotalSeconds),
            description: "How long the next unread record of a partition has waited in the log. Absent while unknown.");
        meter.CreateObservableGauge(
            "marketgateway_kafka_withheld_records",
            () => OfPartitions(partition => partition.Withheld),
            description: "Offsets of a partition that an open transaction keeps from being read. Absent while unknown.");
        meter.CreateObservableGauge(
            "marketgateway_kafka_withheld_seconds",
            () => OfPartitions(partition => partition.WithheldTime?.TotalSeconds),
            description: "How long an open transaction has kept records of a partition from being read. Absent while unknown.");
        meter.CreateObservableGauge(
            "marketgateway_kafka_partition_reachable",
            () => OfPartitions<int>(partition => partition.IsReachable ? 1 : 0),
            description: "1 while the partition's leader answers, else 0.");
        meter.CreateObservableGauge(
            "marketgateway_kafka_partitions_held",
            () => _feed.Status.Topics.Sum(static topic => topic.Partitions.Count(static partition => partition.IsHeld)),
            description: "Partitions whose next record waits for a schema that cannot be had at present.");
    }

    private void AddTopics(Meter meter)
    {
        meter.CreateObservableGauge(
            "marketgateway_feed_age_seconds",
            () => OfTopics(topic => topic.Age?.TotalSeconds),
            description: "How old our picture of a topic's log is at most. Absent before the cluster was found.");
        meter.CreateObservableGauge(
            "marketgateway_feed_bootstrap_progress_ratio",
            () => OfTopics(Progress),
            description: "How much of what was in a topic at the start is read, 0 to 1. Absent before the cluster was found.");
        meter.CreateObservableCounter(
            "marketgateway_feed_records_decoded_total",
            () => OfTopics<long>(topic => topic.Decoded),
            description: "Records that were decoded and handed to the market.");
        meter.CreateObservableCounter(
            "marketgateway_feed_records_skipped_total",
            Skipped,
            description: "Records that were skipped, by why.");
        meter.CreateObservableCounter(
            "marketgateway_feed_records_lost_total",
            Lost,
            description: "Offsets that the log's retention deleted before they were read, at the start or since.");
        meter.CreateObservableCounter(
            "marketgateway_feed_bytes_total",
            () => Enum.GetValues<FeedTopic>().Select(topic => new Measurement<long>(_feed.Traffic[topic], Label(topic))),
            description: "Bytes of the values of records that were read, mapped topics with those that they are like.");
        meter.CreateObservableCounter(
            "marketgateway_feed_busy_seconds_total",
            () => _feed.Traffic.Busy.TotalSeconds,
            description: "How long the consumers' threads were busy with records, all of them together.");
        meter.CreateObservableGauge(
            "marketgateway_feed_info",
            () => new Measurement<long>(
                1, new KeyValuePair<string, object?>("source", _feed.IsSimulation ? "simulation" : "kafka")),
            description: "Always 1; the label says whether the market is real.");
    }

    private void TimeRecords(Meter meter)
    {
        var recordToState = meter.CreateHistogram(
            "marketgateway_feed_record_to_state_seconds",
            description: "Sampled, after start-up: from a record's Kafka time stamp to the state that it made.",
            advice: LatencyBuckets);
        KeyValuePair<string, object?>[] labels = Array.ConvertAll(Enum.GetValues<FeedTopic>(), Label);
        _feed.TimeRecords((topic, time) => recordToState.Record(time.TotalSeconds, labels[(int)topic]));
    }

    private IEnumerable<Measurement<T>> OfPartitions<T>(Func<KafkaPartitionStatus, T?> valueOf)
        where T : struct =>
        from topic in _feed.Status.Topics
        let label = Label(topic)
        from partition in topic.Partitions
        let value = valueOf(partition)
        where value is not null
        select new Measurement<T>(value.Value, label, new("partition", partition.Partition));

    private IEnumerable<Measurement<T>> OfTopics<T>(Func<KafkaTopicStatus, T?> valueOf)
        where T : struct =>
        from topic in _feed.Status.Topics
        let value = valueOf(topic)
        where value is not null
        select new Measurement<T>(value.Value, Label(topic));

    private IEnumerable<Measurement<long>> Skipped() =>
        from topic in _feed.Status.Topics
        from skipped in topic.SkippedByReason
        select new Measurement<long>(skipped.Value, Label(topic), new("reason", skipped.Key.Reason()));

    private IEnumerable<Measurement<long>> Lost() =>
        from topic in _feed.Status.Topics
        from phase in new (string, long)[] { ("start", topic.LostAtStart), ("live", topic.Lost - topic.LostAtStart) }
        select new Measurement<long>(phase.Item2, Label(topic), new("phase", phase.Item1));

    private IEnumerable<Measurement<int>> Phases()
    {
        KafkaFeedPhase now = _feed.Status.Phase;
        return Enum.GetValues<KafkaFeedPhase>().Select(phase => new Measurement<int>(
            phase == now ? 1 : 0, new KeyValuePair<string, object?>("phase", WireName.Of(phase))));
    }

    private IEnumerable<Measurement<long>> ClientErrors()
    {
        IReadOnlyDictionary<ErrorCode, long> counts = _feed.ClientErrors;
        return CommonErrors.Union(counts.Keys).Select(code => new Measurement<long>(
            counts.GetValueOrDefault(code), new KeyValuePair<string, object?>("code", code.ToString())));
    }

    private static double? Progress(KafkaTopicStatus topic) => topic.Partitions.Count == 0
        ? null
        : topic.RecordsAtStart == 0 ? 1 : (double)topic.RecordsReadOfStart / topic.RecordsAtStart;

    /// <summary>Names a mapped topic as the cluster does: a source may have several.</summary>
    private static KeyValuePair<string, object?> Label(KafkaTopicStatus topic) =>
        topic.IsMapped ? new("topic", topic.Name) : Label(topic.Topic);

    private static KeyValuePair<string, object?> Label(FeedTopic topic) => new("topic", WireName.Of(topic));
}
