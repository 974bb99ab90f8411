using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>Asks a cluster about the three topics: partitions, replicas and configuration. Creates nothing.</summary>
public static class TopicInspection
{
    /// <summary>Asks. A configuration that may not be read is left out.</summary>
    /// <param name="admin">The client to ask with.</param>
    /// <param name="nameOf">What each topic is called.</param>
    /// <param name="timeout">How long the cluster may take for each of two answers.</param>
    /// <exception cref="KafkaException">The cluster did not answer.</exception>
    public static async Task<IReadOnlyList<TopicFacts>> InspectAsync(
        IAdminClient admin, Func<FeedTopic, string> nameOf, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(nameOf);
        Metadata metadata = await Task.Run(() => admin.GetMetadata(timeout)).ConfigureAwait(false);
        var found = metadata.Topics.Where(topic => !topic.Error.IsError).ToDictionary(topic => topic.Topic);
        FeedTopic[] topics = Enum.GetValues<FeedTopic>();
        var configurations = await ConfigurationsAsync(
            admin, [.. topics.Select(nameOf).Where(found.ContainsKey)], timeout).ConfigureAwait(false);
        return
        [
            .. topics.Select(topic => found.TryGetValue(nameOf(topic), out TopicMetadata? answer)
                ? new TopicFacts(
                    topic, nameOf(topic), answer.Partitions.Count,
                    answer.Partitions.Select(partition => partition.Replicas.Length).DefaultIfEmpty().Min(),
                    configurations.GetValueOrDefault(nameOf(topic)))
                : new TopicFacts(topic, nameOf(topic), 0, 0, null)),
        ];
    }

    private static async Task<Dictionary<string, IReadOnlyDictionary<string, string>>> ConfigurationsAsync(
        IAdminClient admin, string[] names, TimeSpan timeout)
    {
        var configurations = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        if (names.Length == 0)
        {
            return configurations;
        }

        foreach (DescribeConfigsReport report in await DescribeAsync(admin, names, timeout).ConfigureAwait(false))
        {
            if (!report.Error.IsError)
            {
                configurations[report.ConfigResource.Name] =
                    report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value ?? "");
            }
        }

        return configurations;
    }

    private static async Task<List<DescribeConfigsReport>> DescribeAsync(
        IAdminClient admin, string[] names, TimeSpan timeout)
    {
        try
        {
            var answers = await admin.DescribeConfigsAsync(
                names.Select(name => new ConfigResource { Type = ResourceType.Topic, Name = name }),
                new DescribeConfigsOptions { RequestTimeout = timeout }).ConfigureAwait(false);
            return answers.ConvertAll(answer => new DescribeConfigsReport
            {
                ConfigResource = answer.ConfigResource,
                Entries = answer.Entries,
                Error = new Error(ErrorCode.NoError),
            });
        }
        catch (DescribeConfigsException refused)
        {
            return refused.Results;
        }
        catch (KafkaException unsupported) when (unsupported.Error.Code == ErrorCode.Local_UnsupportedFeature)
        {
            return [];
        }
    }
}
