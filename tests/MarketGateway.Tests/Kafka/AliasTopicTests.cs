using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Tests.Http;

namespace MarketGateway.Tests.Kafka;

/// <summary>Names that stand for symbols, from the topic to a client.</summary>
public sealed class AliasTopicTests(KafkaFixture kafka)
{
    private const string Continuous = "ES.c.0";

    [Fact]
    public async Task A_name_of_the_topic_resolves_and_who_asked_by_it_is_told_when_it_moves()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await kafka.Publisher.PublishAsync(topics.Instruments, "ESH6", FeedUpdates.Instrument());
        await kafka.Publisher.PublishAsync(topics.Instruments, "ESM6", FeedUpdates.Instrument());
        await kafka.Publisher.PublishAsync(topics.Instruments, Continuous, StandsFor("ESH6"));
        await using RunningGateway gateway = await RunningGateway.StartAsync(kafka.BootstrapServers, topics);
        await gateway.Feed.WhenReady.WaitAsync(TimeSpan.FromSeconds(30));
        await using EventReader events = await EventReader.OpenAsync(gateway.Address, $"symbols={Continuous}");

        JsonNode entry = (await NextAsync(events, "subscribed"))["streams"]![0]!;
        Assert.Equal(("ESH6", Continuous), ((string)entry["symbol"]!, (string)entry["alias"]!));

        await kafka.Publisher.PublishAsync(topics.Instruments, Continuous, StandsFor("ESM6"));
        JsonNode told = await NextAsync(events, "alias");
        Assert.Equal((Continuous, "ESM6"), ((string)told["alias"]!, (string)told["symbol"]!));
        Assert.Equal($"[{entry["stream"]}]", told["streams"]!.ToJsonString());
        Assert.Null(gateway.Market.Find(Continuous));
    }

    private static FeedUpdate StandsFor(string symbol)
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Alias);
        update.AliasOf = symbol;
        return update;
    }

    /// <summary>Reads on to the next message of a kind.</summary>
    private static async Task<JsonNode> NextAsync(EventReader events, string op)
    {
        JsonNode message;
        do
        {
            message = await events.NextAsync();
        }
        while (message is not JsonObject || (string?)message["op"] != op);

        return message;
    }
}
