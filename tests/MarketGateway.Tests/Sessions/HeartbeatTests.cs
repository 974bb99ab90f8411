using System.Text.Json.Nodes;
using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>A client can tell a quiet symbol from a late partition from a dead gateway.</summary>
public sealed class HeartbeatTests
{
    private const short FetchRequest = 1;

    [Fact]
    public async Task A_client_chooses_how_often_heartbeats_come()
    {
        await using var scene = await Scene.StartAsync();
        var often = await scene.ConnectAsync();
        var seldom = await scene.ConnectAsync();
        var early = await often.AskAsync(new { op = "hello", heartbeatMs = 249 });
        Assert.Equal("out_of_range", (string)early["code"]!);
        var hello = await often.RequestAsync(new { op = "hello", heartbeatMs = 250 });
        Assert.Equal(250, (int)hello["heartbeatMs"]!);
        await seldom.RequestAsync(new { op = "hello", heartbeatMs = 30_000 });
        await often.HasAsync("five heartbeats", _ => often.Told("heartbeat").Count >= 5);
        var times = often.Told("heartbeat").Select(heartbeat => (long)heartbeat["time"]!).ToList();
        Assert.True(times[4] - times[0] >= 900_000, $"four intervals took {times[4] - times[0]} us");
        Assert.Empty(seldom.Told("heartbeat"));
    }

    [Fact]
    public async Task Heartbeats_carry_what_is_known_of_each_topic()
    {
        await using var scene = await Scene.StartAsync();
        var client = await scene.ConnectAsync(new WireClientOptions { IsJson = true });
        await client.RequestAsync(new { op = "hello", heartbeatMs = 250 });
        var unknown = await client.HasAsync("a heartbeat", message => IsHeartbeat(message));
        Assert.Equal("""[{"topic":"md.books","newest":null,"lag":null},{"topic":"md.ticks","newest":null,"lag":null}]""", unknown["topics"]!.ToJsonString());
        scene.Gateway.Pulse.Topics = [new TopicPulse("md.books", 17, 4), new TopicPulse("md.ticks", 18, 0)];
        await client.HasAsync("the news", message => IsHeartbeat(message) &&
            message["topics"]!.ToJsonString() == """[{"topic":"md.books","newest":17,"lag":4},{"topic":"md.ticks","newest":18,"lag":0}]""");
    }

    [Fact]
    public async Task A_quiet_symbol_a_late_partition_and_a_dead_gateway_look_different()
    {
        using var broker = EmbeddedBroker.Start();
        var topics = new KafkaTopicNames();
        foreach (var topic in Enum.GetValues<FeedTopic>())
        {
            broker.CreateTopic(topics[topic], 1);
        }

        using var publisher = new FeedPublisher(broker.BootstrapServers);
        var gateway = await RunningGateway.StartAsync(broker.BootstrapServers, topics, "--Kafka:ProbeInterval", "00:00:00.250");
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.RequestAsync(new { op = "hello", heartbeatMs = 250 });
        await publisher.PublishAsync(topics.Books, "A", FeedUpdates.Snapshot(1));

        // Quiet: nothing new, and nothing that is not read.
        await client.HasAsync("that the market is quiet", message => IsHeartbeat(message) && Books(message) is (FeedUpdates.Opening + 1, 0));

        // Late: the partition cannot be fetched while its end moves on.
        broker.PushRequestErrors(FetchRequest, [.. Enumerable.Repeat(ErrorCode.NotLeaderForPartition, 2_000)]);
        for (var sequence = 2; sequence <= 40; sequence++)
        {
            await publisher.PublishAsync(topics.Books, "A", FeedUpdates.Delta(sequence));
        }

        await client.HasAsync("that the feed is late", message => IsHeartbeat(message) && Books(message).Lag > 0);

        // Dead: no heartbeat, and the connection ends.
        await gateway.DisposeAsync();
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal(1001, client.Closed?.Code);
    }

    private static (long? Newest, long? Lag) Books(JsonNode heartbeat)
    {
        var topic = heartbeat["topics"]!.AsArray().Single(topic => (string)topic!["topic"]! == "md.books")!;
        return ((long?)topic["newest"], (long?)topic["lag"]);
    }

    private static bool IsHeartbeat(JsonNode message) => message is JsonObject && (string?)message["op"] == "heartbeat";
}
