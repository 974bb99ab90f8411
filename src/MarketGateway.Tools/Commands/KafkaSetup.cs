using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Demo;

namespace MarketGateway.Tools.Commands;

/// <summary>Gets a cluster ready to be published to, or says in a sentence why it cannot be.</summary>
internal static class KafkaSetup
{
    public static async Task<FeedProducer> StartAsync(FeedCluster cluster, int partitions, TextWriter output)
    {
        return await ExplainAsync(cluster, async () =>
        {
            foreach (var topic in await FeedTopicSetup.EnsureAsync(cluster, partitions))
            {
                await output.WriteLineAsync($"created topic {topic}");
            }

            return new FeedProducer(cluster);
        });
    }

    /// <summary>Creates the topics that are missing and returns their names.</summary>
    public static Task<IReadOnlyList<string>> EnsureAsync(FeedCluster cluster, FeedTopicShape shape) =>
        ExplainAsync(cluster, () => FeedTopicSetup.EnsureAsync(cluster, shape));

    /// <summary>Asks a cluster something.</summary>
    public static Task<T> AskAsync<T>(FeedCluster cluster, Func<IAdminClient, Task<T>> ask) => ExplainAsync(
        cluster, () => FeedTopicSetup.AskAsync(cluster, ask));

    private static async Task<T> ExplainAsync<T>(FeedCluster cluster, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (InvalidOperationException wrong)
        {
            throw new CommandException($"a --property is not accepted: {wrong.Message}");
        }
        catch (CreateTopicsException refused)
        {
            var report = refused.Results.First(result => result.Error.IsError);
            throw new CommandException($"topic {report.Topic} could not be created: {report.Error.Reason}");
        }
        catch (KafkaException unsupported) when (unsupported.Error.Code == ErrorCode.Local_UnsupportedFeature)
        {
            throw new CommandException(
                $"the cluster does not let clients create topics; create {cluster.Topics.Instruments}, "
                + $"{cluster.Topics.Books} and {cluster.Topics.Ticks} first.");
        }
        catch (KafkaException unreachable) when (unreachable.Error.Code is ErrorCode.Local_Transport
            or ErrorCode.Local_TimedOut or ErrorCode.Local_AllBrokersDown)
        {
            throw new CommandException(
                $"no Kafka broker answered at {cluster.BootstrapServers} within 10 seconds; check --bootstrap-servers "
                + "and, for a cluster with TLS or SASL, --property.");
        }
    }

    /// <summary>Waits until the cluster has everything; throws when it has not.</summary>
    public static void Finish(FeedProducer producer)
    {
        var missing = producer.Flush(TimeSpan.FromSeconds(10));
        if (missing > 0 || producer.FailedCount > 0)
        {
            throw new CommandException(
                $"{missing + producer.FailedCount} records were not acknowledged by the cluster"
                + (producer.LastError is { } reason ? $" ({reason})." : "."));
        }
    }
}
