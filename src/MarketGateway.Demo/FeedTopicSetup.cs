using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>Creates the topics of schemas/kafka that a cluster does not have yet.</summary>
public static class FeedTopicSetup
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Creates what is missing and returns the names; topics that exist are left as they are.</summary>
    /// <exception cref="KafkaException">No broker answered in 10 seconds, or it refused.</exception>
    public static async Task<IReadOnlyList<string>> EnsureAsync(FeedCluster cluster, int partitions)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        using var admin = new AdminClientBuilder(cluster.AdminConfig()).SetLogHandler(static (_, _) => { }).Build();
        var metadata = await Task.Run(() => admin.GetMetadata(AnswerTimeout)).ConfigureAwait(false);
        var existing = metadata.Topics.Select(topic => topic.Topic).ToHashSet(StringComparer.Ordinal);
        var missing = new[] { FeedTopic.Instruments, FeedTopic.Books, FeedTopic.Ticks }
            .Where(topic => !existing.Contains(cluster.Topics.Name(topic)))
            .Select(topic => Specify(topic, cluster.Topics.Name(topic), partitions))
            .ToList();
        if (missing.Count > 0)
        {
            await CreateAsync(admin, missing).ConfigureAwait(false);
        }

        return [.. missing.Select(topic => topic.Name)];
    }

    private static async Task CreateAsync(IAdminClient admin, List<TopicSpecification> topics)
    {
        try
        {
            await admin.CreateTopicsAsync(topics, new CreateTopicsOptions
            {
                RequestTimeout = AnswerTimeout,
                OperationTimeout = AnswerTimeout,
            }).ConfigureAwait(false);
        }
        catch (CreateTopicsException refused) when (refused.Results.All(IsCreated))
        {
            // Somebody else was quicker; what matters is that the topics are there.
        }
    }

    private static bool IsCreated(CreateTopicReport report) =>
        report.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists;

    private static TopicSpecification Specify(FeedTopic topic, string name, int partitions) => new()
    {
        Name = name,
        NumPartitions = partitions,

        // -1: as many replicas as the cluster's own default says.
        ReplicationFactor = -1,
        Configs = topic == FeedTopic.Instruments ? new() { ["cleanup.policy"] = "compact" } : [],
    };
}
