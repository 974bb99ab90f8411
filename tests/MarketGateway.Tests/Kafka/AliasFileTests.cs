using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Hosting;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Tests.Http;

namespace MarketGateway.Tests.Kafka;

/// <summary>Names that stand for symbols and come from a file.</summary>
public sealed class AliasFileTests(KafkaFixture kafka)
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "alias,symbol\nES.c.0", "line 2 is 'ES.c.0': it must have two values, as ES.c.0,ESH6" },
        { "symbol,alias\nA,B", "line 1 is 'symbol,alias': the first line must be alias,symbol" },
        { "alias,symbol\nA,B\nA,C", "line 3 says again what 'A' stands for: it is 'B' already" },
        { "alias,symbol\nA,A", "line 2 lets 'A' stand for itself" },
        { "alias,symbol\nA\u200b,B", "line 2 has no right name: 'A\u200b' has U+200B ZERO WIDTH SPACE" },
        { """{"A":7}""", "'A' is 7: it must be a text" },
        { """["A"]""", "it must be an object" },
        { """{"A":}""", "it is no JSON: " },
    };

    [Fact]
    public void Lines_and_an_object_say_the_same()
    {
        AliasFile lines = Parse("alias,symbol\r\nES.c.0,ESH6\r\n\r\n\"Cafe\u0301 front\",CAFH6\n");
        AliasFile json = Parse("{\"ES.c.0\":\"ESH6\",\"Caf\u00e9 front\":\"CAFH6\"}");

        Assert.Empty(lines.Faults);
        Assert.Empty(json.Faults);
        Assert.Equal(json.Targets, lines.Targets);
        Assert.Equal("CAFH6", lines.Targets["Caf\u00e9 front"]);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_with_its_place(string content, string fault) =>
        Assert.StartsWith(fault, Assert.Single(Parse(content).Faults), StringComparison.Ordinal);

    [Fact]
    public void A_wrong_file_stops_the_start()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "alias,symbol\nES.c.0");
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(["--Kafka:AliasFile", file]));
        Assert.Contains($"Kafka:AliasFile is '{file}': line 2 is 'ES.c.0'", wrong.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_name_of_the_file_goes_before_the_topic_and_who_asked_by_it_is_told_when_it_moves_or_is_gone()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "alias,symbol\nES.c.0,ESH6\n");
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await kafka.Publisher.PublishAsync(topics.Instruments, "ESH6", FeedUpdates.Instrument());
        await kafka.Publisher.PublishAsync(topics.Instruments, "ESM6", FeedUpdates.Instrument());
        var ofTopic = new FeedUpdate();
        ofTopic.Reset(FeedUpdateKind.Alias);
        ofTopic.AliasOf = "ESM6";
        await kafka.Publisher.PublishAsync(topics.Instruments, "ES.c.0", ofTopic);
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, topics, "--Kafka:AliasFile", file, "--Kafka:MetadataRefreshInterval", "00:00:00.1");
        await gateway.Feed.WhenReady.WaitAsync(TimeSpan.FromSeconds(30));
        await using EventReader events = await EventReader.OpenAsync(gateway.Address, "symbols=ES.c.0");

        JsonNode entry = (await NextAsync(events, "subscribed"))["streams"]![0]!;
        Assert.Equal(("ESH6", "ES.c.0"), ((string)entry["symbol"]!, (string)entry["alias"]!));
        Assert.Null(gateway.Market.Find("ES.c.0"));

        await File.WriteAllTextAsync(file, "alias,symbol\nES.c.0,ESM6\n");
        Assert.Equal("ESM6", (string)(await NextAsync(events, "alias"))["symbol"]!);
        await File.WriteAllTextAsync(file, "alias,symbol\n");
        Assert.Null((await NextAsync(events, "alias"))["symbol"]);
        File.Delete(file);
    }

    private static AliasFile Parse(string content) => AliasFile.Parse(Encoding.UTF8.GetBytes(content));

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
