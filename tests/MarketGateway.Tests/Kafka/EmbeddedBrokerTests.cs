using Confluent.Kafka;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>The broker inside the process.</summary>
public sealed class EmbeddedBrokerTests
{
    [Fact]
    public async Task Ordinary_clients_reach_it_over_tcp()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);
        using var publisher = new FeedPublisher(broker.BootstrapServers);
        Assert.Equal(0, (await publisher.PublishAsync("t", "ES", FeedUpdates.Trade(1))).Offset.Value);
        Assert.Equal(1, (await publisher.PublishAsync("t", "ES", FeedUpdates.Trade(2))).Offset.Value);
        Assert.Matches("^127\\.0\\.0\\.1:\\d+$", broker.BootstrapServers);
    }

    [Fact]
    public void A_topic_that_exists_cannot_be_created_and_one_that_does_not_cannot_be_deleted()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);
        var failure = Assert.Throws<KafkaException>(() => broker.CreateTopic("t", 1));
        Assert.Equal(ErrorCode.TopicAlreadyExists, failure.Error.Code);
        Assert.Throws<KafkaException>(() => broker.DeleteTopic("u"));
    }

    [Fact]
    public void Two_are_two_clusters_and_disposing_twice_is_no_harm()
    {
        EmbeddedBroker first = EmbeddedBroker.Start();
        using var second = EmbeddedBroker.Start(2);
        Assert.NotEqual(first.BootstrapServers, second.BootstrapServers);
        Assert.Equal(2, second.BrokerCount);
        first.Dispose();
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.CreateTopic("t", 1));
        second.CreateTopic("t", 1);
    }
}
