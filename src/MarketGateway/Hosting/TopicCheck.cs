using Confluent.Kafka;
using MarketGateway.Demo;
using MarketGateway.Kafka;
using Microsoft.Extensions.Options;

namespace MarketGateway.Hosting;

/// <summary>
/// Says once, when the gateway starts and the topics are there, what is wrong with them: an operator should not have to
/// find it out by what clients miss. Advice is for <c>mgw topics check</c>.
/// </summary>
internal sealed partial class TopicCheck(
    IOptions<KafkaOptions> options, KafkaCluster cluster, ILogger<TopicCheck> logger, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using IAdminClient admin = new AdminClientBuilder(
            KafkaClientProperties.Admin(options.Value, cluster.BootstrapServers))
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler(static (_, _) => { })
            .Build();
        try
        {
            while (!await TryJudgeAsync(admin))
            {
                await Task.Delay(options.Value.MetadataRefreshInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    /// <summary>False when the cluster does not answer yet, or has not all topics: the feed itself says so then.</summary>
    private async Task<bool> TryJudgeAsync(IAdminClient admin)
    {
        KafkaTopicNames names = options.Value.Topics;
        IReadOnlyList<TopicFacts> topics;
        try
        {
            topics = await TopicInspection.InspectAsync(admin, topic => names[topic], options.Value.RequestTimeout);
        }
        catch (KafkaException)
        {
            return false;
        }

        if (!topics.All(topic => topic.Exists))
        {
            return false;
        }

        foreach (TopicFault fault in topics
            .SelectMany(topic => TopicJudge.Judge(topic, TopicJudge.SnapshotIntervalDefault))
            .Where(fault => fault.IsWrong))
        {
            TopicWrong(logger, fault.Name, fault.What, fault.Change);
        }

        return true;
    }

    [LoggerMessage(140, LogLevel.Warning,
        "Topic {Topic} is not what the gateway needs: {What}. To change it: {Change}. (mgw topics check)")]
    private static partial void TopicWrong(ILogger logger, string topic, string what, string change);
}
