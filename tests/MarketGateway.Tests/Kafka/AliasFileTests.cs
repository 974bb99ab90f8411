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
    private const string Continuous = "ES.c.0";

    public static TheoryData<string, string> Wrong => new()
    {
        { "ES.c.0,ESH6", "line 1 is 'ES.c.0,ESH6': the first line names the columns, alias,symbol" },
        { "alias,symbol\nES.c.0", "line 2 is 'ES.c.0': it must be a name, a comma and a symbol, as ES.c.0,ESH6" },
        { "alias,symbol\nES\u200b,ESH6", "line 2 has no right name: 'ES\u200b' has U+200B ZERO WIDTH SPACE at character 3" },
        { "alias,symbol\nES.c.0,", "line 2 has no right symbol for 'ES.c.0': " },
        { "alias,symbol\n\u00e9,A\ne\u0301,B", "line 3 says what 'e\u0301' stands for, and line 2 has said it already" },
        { "alias,symbol\nA,B\nB,A", "line 2 leads nowhere: 'A' stands for 'B' stands for 'A', and so on" },
        { """{"ES.c.0":6}""", "'ES.c.0' is 6: it must be a symbol, {\"ES.c.0\": \"ESH6\"}" },
        { """["ES.c.0"]""", "it must be an object of names with the symbol that each stands for" },
        { """{"ES.c.0":"ESH6",}""", "it is no JSON: " },
    };

    [Fact]
    public void Lines_and_an_object_say_the_same()
    {
        AliasFile lines = Parse("alias,symbol\r\nES.c.0,ESH6\r\n\r\ne\u0301,A B\n");
        AliasFile json = Parse("""{"ES.c.0":"ESH6","é":"A B"}""");

        Assert.Empty(lines.Faults);
        Assert.Empty(json.Faults);
        Assert.Equal(lines.Targets, json.Targets);
        Assert.Equal("A B", json.Targets["\u00e9"]);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_with_its_place(string content, string fault) =>
        Assert.StartsWith(fault, Assert.Single(Parse(content).Faults), StringComparison.Ordinal);

    [Fact]
    public void A_wrong_file_stops_the_start()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, """{"ES.c.0":"ES.c.0"}""");
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(["--Kafka:AliasFile", file]));
        Assert.Contains($"Kafka:AliasFile is '{file}': 'ES.c.0' leads nowhere: ", wrong.Message, StringComparison.Ordinal);

        File.Delete(file);
        wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(["--Kafka:AliasFile", file]));
        Assert.Contains("it cannot be read", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_the_file_resolves_goes_before_records_and_is_told_when_the_file_changes()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"alias,symbol\n{Continuous},ESH6\nES,{Continuous}\n");
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        foreach (string symbol in (string[])["ESH6", "ESM6", "ESU6"])
        {
            await kafka.Publisher.PublishAsync(topics.Instruments, symbol, FeedUpdates.Instrument());
        }

        await kafka.Publisher.PublishAsync(topics.Instruments, Continuous, StandsFor("ESU6"));
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, topics, "--Kafka:AliasFile", file, "--Kafka:MetadataRefreshInterval", "00:00:00.1");
        await gateway.Feed.WhenReady.WaitAsync(TimeSpan.FromSeconds(30));
        await using EventReader events = await EventReader.OpenAsync(gateway.Address, "symbols=ES");

        JsonNode entry = (await NextAsync(events, "subscribed"))["streams"]![0]!;
        Assert.Equal(("ESH6", "ES"), ((string)entry["symbol"]!, (string)entry["alias"]!));
        Assert.Null(gateway.Market.Find(Continuous));

        await File.WriteAllTextAsync(file, $$"""{"{{Continuous}}": "ESM6", "ES": "{{Continuous}}"}""");
        JsonNode told = await NextAsync(events, "alias");
        Assert.Equal(("ES", "ESM6"), ((string)told["alias"]!, (string)told["symbol"]!));

        await File.WriteAllTextAsync(file, $$"""{"ES": "ESU6"}""");
        await Eventually.IsTrueAsync(
            "what the file names no more is withdrawn", () => gateway.Market.Aliases.All is [{ Key: "ES", Value: "ESU6" }]);
        File.Delete(file);
    }

    private static AliasFile Parse(string content) => AliasFile.Parse(Encoding.UTF8.GetBytes(content));

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
