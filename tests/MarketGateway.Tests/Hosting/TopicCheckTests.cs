using MarketGateway.Hosting;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MarketGateway.Tests.Hosting;

/// <summary>What the gateway says at its start about the topics that it is to read.</summary>
public sealed class TopicCheckTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_wrong_with_the_topics_is_said_once_at_the_start_and_advice_is_not()
    {
        await using var cluster = new ScriptedCluster(
            Topic("md.instruments", 1, "compact"), Topic("md.books", 8, "compact"), Topic("md.ticks", 1, "delete"));

        IReadOnlyList<string> lines = await LinesAsync(cluster);

        Assert.Equal(2, lines.Count);
        Assert.StartsWith(
            "Topic md.books is not what the gateway needs: cleanup.policy is compact", lines[0], StringComparison.Ordinal);
        Assert.Contains("--entity-name md.books --add-config cleanup.policy=delete", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "Topic md.ticks is not what the gateway needs: it has one partition", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topics_that_are_as_they_should_be_are_not_mentioned()
    {
        await using var cluster = new ScriptedCluster(
            Topic("md.instruments", 4, "compact"), Topic("md.books", 4, "delete"), Topic("md.ticks", 4, "delete"));

        Assert.Empty(await LinesAsync(cluster));
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(ScriptedCluster scripted)
    {
        using var log = new RecordedLog();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        var options = new KafkaOptions { BootstrapServers = scripted.BootstrapServers };
        using KafkaCluster cluster = KafkaCluster.Open(options);
        using var check = new TopicCheck(
            Options.Create(options), cluster, loggers.CreateLogger<TopicCheck>(), TimeProvider.System);
        await check.StartAsync(TestContext.Current.CancellationToken);
        await check.ExecuteTask!.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return [.. log.Lines.Select(line => line.Text)];
    }

    private static ScriptedTopic Topic(string name, int partitions, string cleanUp) =>
        new(name, partitions, 3, new Dictionary<string, string> { ["cleanup.policy"] = cleanUp });
}
