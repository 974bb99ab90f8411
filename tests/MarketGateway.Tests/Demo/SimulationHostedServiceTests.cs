using Confluent.Kafka;
using MarketGateway.Demo;
using MarketGateway.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketGateway.Tests.Demo;

public sealed class SimulationHostedServiceTests
{
    [Fact]
    public async Task It_publishes_to_the_embedded_broker_from_start_to_stop()
    {
        using var broker = EmbeddedBroker.Start();
        foreach (var topic in new[] { "md.instruments", "md.books", "md.ticks" })
        {
            broker.CreateTopic(topic, 2);
        }

        using var service = new SimulationHostedService(
            new SimulationOptions { UpdatesPerSecond = 1_000, RetentionBytes = 5 << 20, Partitions = 2 },
            new FeedCluster(broker.BootstrapServers, MarketTopics.Default),
            TimeProvider.System,
            NullLogger<SimulationHostedService>.Instance);

        await service.StartAsync(TestContext.Current.CancellationToken);
        using var consumer = Consume(broker, "md.books");
        for (var i = 0; i < 500; i++)
        {
            Assert.NotNull(consumer.Consume(TimeSpan.FromSeconds(10)));
        }

        await service.StopAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    private static IConsumer<byte[], byte[]> Consume(EmbeddedBroker broker, string topic)
    {
        var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = "unused",
            FetchWaitMaxMs = 5,
        }).Build();
        consumer.Assign([
            new TopicPartitionOffset(topic, 0, Offset.Beginning),
            new TopicPartitionOffset(topic, 1, Offset.Beginning)]);
        return consumer;
    }
}
