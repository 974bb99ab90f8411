using System.Globalization;
using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>Judges topics by what schemas/kafka asks of them: what is wrong, what could be better, and how to change it.</summary>
public static class TopicJudge
{
    /// <summary>How often producers repeat snapshots, unless it is known better: as the simulated market does.</summary>
    public static readonly TimeSpan SnapshotIntervalDefault = TimeSpan.FromSeconds(15);

    /// <summary>Kafka's own default keeps a week, and a replica reads all that is kept before it is ready.</summary>
    private static readonly TimeSpan RetentionUsefulMax = TimeSpan.FromDays(1);

    private const string CleanupPolicy = "cleanup.policy";
    private const string Retention = "retention.ms";
    private const string RetentionBytes = "retention.bytes";
    private const string InSync = "min.insync.replicas";
    private const string TimeStamps = "message.timestamp.type";
    private const string Compression = "compression.type";
    private const string UncleanElection = "unclean.leader.election.enable";

    /// <summary>Judges one topic; none: it is as it should be.</summary>
    /// <param name="topic">What the cluster says about it.</param>
    /// <param name="snapshotInterval">How often producers repeat the snapshot of each book.</param>
    public static IEnumerable<TopicFault> Judge(TopicFacts topic, TimeSpan snapshotInterval)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (!topic.Exists)
        {
            return
            [
                new TopicFault(topic.Name, true, "it does not exist, so nothing is read",
                    "mgw topics create, or kafka-topics.sh --create"),
            ];
        }

        return topic.Configuration is { } configuration
            ? [.. Partitions(topic), .. Cleaning(topic, configuration, snapshotInterval), .. Safety(topic, configuration),
                .. Habits(topic, configuration)]
            :
            [
                .. Partitions(topic),
                new TopicFault(topic.Name, false, "its configuration cannot be read and is not judged",
                    "allow DescribeConfigs on it (ACL)"),
            ];
    }

    private static IEnumerable<TopicFault> Partitions(TopicFacts topic)
    {
        if (topic.Partitions == 1 && topic.Topic != FeedTopic.Instruments)
        {
            yield return new TopicFault(
                topic.Name, true,
                "it has one partition, as topics have that were created by accident: one consumer has to read it all, and "
                + "partitions that are added later move symbols",
                "delete it and make it anew with more: mgw topics create --partitions N");
        }
    }

    private static IEnumerable<TopicFault> Cleaning(
        TopicFacts topic, IReadOnlyDictionary<string, string> configuration, TimeSpan snapshotInterval)
    {
        string policy = configuration.GetValueOrDefault(CleanupPolicy, "delete");
        bool isCompacted = policy.Contains("compact", StringComparison.Ordinal);
        if (topic.Topic == FeedTopic.Instruments)
        {
            if (policy != "compact")
            {
                yield return Wrong(
                    topic, $"{CleanupPolicy} is {policy}: definitions that have not changed for long are deleted, and their "
                    + "symbols are gone for every replica that starts later", $"{CleanupPolicy}=compact");
            }

            yield break;
        }

        if (isCompacted)
        {
            yield return Wrong(
                topic, $"{CleanupPolicy} is {policy}: of each symbol's records only the last is kept, so deltas are lost "
                + "and books are gapped until their next snapshot", $"{CleanupPolicy}=delete");
        }

        if (Number(configuration, Retention) is { } milliseconds and >= 0
            && TimeSpan.FromMilliseconds(milliseconds) is var kept && kept < 2 * snapshotInterval)
        {
            yield return Wrong(
                topic, $"{Retention} is {milliseconds} and snapshots come every {snapshotInterval.TotalSeconds:0.#} s: a "
                + "replica that starts may find deltas without their snapshot",
                $"{Retention}={Math.Max(3_600_000, 2 * snapshotInterval.TotalMilliseconds):0}");
        }
        else if (Number(configuration, RetentionBytes) is null or < 0
            && (Number(configuration, Retention) is not { } week || week < 0
                || TimeSpan.FromMilliseconds(week) > RetentionUsefulMax))
        {
            yield return Advice(
                topic, $"{Retention} is {configuration.GetValueOrDefault(Retention, "unknown")}: a replica reads all that is "
                + "kept before it is ready, unless Kafka:StartPosition says otherwise", $"{Retention}=3600000");
        }
    }

    private static IEnumerable<TopicFault> Safety(TopicFacts topic, IReadOnlyDictionary<string, string> configuration)
    {
        long inSync = Number(configuration, InSync) ?? 1;
        if (inSync > topic.Replicas)
        {
            yield return Wrong(
                topic, $"{InSync} is {inSync} and it has {topic.Replicas} replica(s): nobody can write with acks=all",
                $"{InSync}={Math.Max(1, topic.Replicas - 1)}");
        }
        else if (topic.Replicas == 1)
        {
            yield return new TopicFault(
                topic.Name, false, "it has one replica: a broker that is away takes its symbols with it",
                "kafka-reassign-partitions.sh, to three replicas");
        }
        else if (inSync == topic.Replicas)
        {
            yield return Advice(
                topic, $"{InSync} is {inSync}, as many as it has replicas: one broker that is away stops the producers",
                $"{InSync}={topic.Replicas - 1}");
        }
        else if (inSync == 1)
        {
            yield return Advice(
                topic, $"{InSync} is 1: records that one broker has acknowledged are lost with it", $"{InSync}=2");
        }

        if (configuration.GetValueOrDefault(UncleanElection) == "true")
        {
            yield return Wrong(
                topic, $"{UncleanElection} is true: the log can go backwards, which is a new epoch and snapshots for every "
                + "client", $"{UncleanElection}=false");
        }
    }

    private static IEnumerable<TopicFault> Habits(TopicFacts topic, IReadOnlyDictionary<string, string> configuration)
    {
        if (topic.Topic != FeedTopic.Instruments && configuration.GetValueOrDefault(TimeStamps) == "CreateTime")
        {
            yield return Advice(
                topic, $"{TimeStamps} is CreateTime: lag in seconds is as right as the producers' clocks",
                $"{TimeStamps}=LogAppendTime");
        }

        if (configuration.GetValueOrDefault(Compression, "producer") is not "producer" and var compression)
        {
            yield return Advice(
                topic, $"{Compression} is {compression}: brokers pack every batch anew that comes packed otherwise",
                $"{Compression}=producer");
        }
    }

    private static TopicFault Wrong(TopicFacts topic, string what, string setting) =>
        new(topic.Name, true, what, Alter(topic, setting));

    private static TopicFault Advice(TopicFacts topic, string what, string setting) =>
        new(topic.Name, false, what, Alter(topic, setting));

    private static string Alter(TopicFacts topic, string setting) =>
        $"kafka-configs.sh --alter --entity-type topics --entity-name {topic.Name} --add-config {setting}";

    private static long? Number(IReadOnlyDictionary<string, string> configuration, string name) =>
        configuration.TryGetValue(name, out string? text)
        && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number : null;
}
