using System.Text;
using MarketGateway.Core.Instruments;
using MarketGateway.Hosting;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>Definitions that come from a file.</summary>
public sealed class InstrumentFileTests(KafkaFixture kafka)
{
    private const string Lines = "symbol,tickSize,sizeScale,venue,expiry\r\nES 03-24,0.25,0,XCME,2024-03-15\r\n\r\nBTC,1,,,\n";

    public static TheoryData<string, string> Wrong => new()
    {
        { "symbol,tickSize\nES,0.2x", "line 2 (ES): tickSize is '0.2x': it must be a decimal above 0 with at most 12 digits after the point" },
        { "symbol,tickSize\nES\u200b,1", "line 2 has no right symbol: 'ES\u200b' has U+200B ZERO WIDTH SPACE at character 3, which cannot be seen" },
        { "symbol,tickSize\nES,1\nES,2", "line 3 (ES) defines what line 2 (ES) has defined already" },
        { "symbol,tickSize\nES", "line 2 has 1 values, and there are 2 columns" },
        { "name,tickSize\nES,1", "line 1 names no column 'symbol'" },
        { "symbol,venue\nES,X", "line 2 (ES) has neither tickSize (0.25) nor priceScale (2): one is needed" },
        { "symbol,tickSize,priceScale\nES,0.25,1", "line 2 (ES): tickSize is '0.25', which does not fit in 1 digits after the point (priceScale)" },
        { "symbol,priceScale\nES,13", "line 2 (ES): priceScale is '13': it must be a whole number from 0 to 12" },
        { """[{"symbol":"ES","tickSize":1,"ticksize":2}]""", "[0] has 'ticksize': it may have symbol, tickSize" },
        { """[{"symbol":"ES","tickSize":1},7]""", "[1] is 7: it must be an object" },
        { """[{"symbol":"ES",}]""", "it is no JSON: " },
        { """{"ES":{}}""", "it must be a list of objects" },
        { """[{"symbol":"ES","tickSize":1,"attributes":{"a b":"c"}}]""", "[0] (ES) has attributes that are none" },
    };

    [Fact]
    public void Lines_and_objects_say_the_same()
    {
        const string Json = """
            [{"symbol":"ES 03-24","tickSize":"0.25","sizeScale":0,"venue":"XCME","attributes":{"expiry":"2024-03-15"}},
             {"symbol":"BTC","tickSize":1,"venue":null}]
            """;
        InstrumentFile lines = Parse(Lines), objects = Parse(Json);

        Assert.Empty(lines.Faults);
        Assert.Empty(objects.Faults);
        Assert.Equal(lines.Instruments, objects.Instruments);
        InstrumentDefinition first = lines.Instruments[0].Definition;
        Assert.Equal(("XCME", 2, 0, 25L, "2024-03-15"), (
            first.Venue, first.PriceScale, first.SizeScale, first.TickSize, first.Attributes.Find("expiry")));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_with_its_place(string content, string fault) =>
        Assert.StartsWith(fault, Assert.Single(Parse(content).Faults), StringComparison.Ordinal);

    [Fact]
    public void A_wrong_file_stops_the_start()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "symbol,tickSize\nES,0");
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(["--Kafka:InstrumentFile", file]));
        Assert.Contains($"Kafka:InstrumentFile is '{file}': line 2 (ES): tickSize is '0'", wrong.Message, StringComparison.Ordinal);

        File.Delete(file);
        wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(["--Kafka:InstrumentFile", file]));
        Assert.Contains("it cannot be read", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_of_the_file_stand_and_are_followed_when_it_changes()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Lines);
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await kafka.Publisher.PublishAsync(topics.Instruments, "BTC", FeedUpdates.Instrument());
        await kafka.Publisher.PublishAsync(topics.Instruments, "NQ", FeedUpdates.Instrument());
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, topics, "--Kafka:InstrumentFile", file, "--Kafka:MetadataRefreshInterval", "00:00:00.1");
        await gateway.Feed.WhenReady.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(25, gateway.Market.Find("ES 03-24")!.Definition!.TickSize);
        Assert.Equal("", gateway.Market.Find("BTC")!.Definition!.Venue);
        Assert.NotEqual("", gateway.Market.Find("NQ")!.Definition!.Venue);

        await File.WriteAllTextAsync(file, "symbol,tickSize\nES 03-24,0.x");
        await File.WriteAllTextAsync(file, "symbol,tickSize,venue\nBTC,5,XX\n");
        await Eventually.IsTrueAsync("the change is followed", () => gateway.Market.Find("BTC")!.Definition!.Venue == "XX");
        Assert.Equal(25, gateway.Market.Find("ES 03-24")!.Definition!.TickSize);
        File.Delete(file);
    }

    private static InstrumentFile Parse(string content) => InstrumentFile.Parse(Encoding.UTF8.GetBytes(content));
}
