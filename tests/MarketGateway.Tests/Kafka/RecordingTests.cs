using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Client;
using MarketGateway.Core.Mapping;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>The recordings of schemas/sources, from Kafka to the books and trades of a client.</summary>
public sealed class RecordingTests(KafkaFixture kafka)
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "schemas", "sources", "recordings");

    public static TheoryData<string> Names => [.. ReadyMappings.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_recording_becomes_its_truth_at_a_client(string name)
    {
        string topic = $"test-{Guid.NewGuid():N}.{name}";
        await kafka.CreateTopicAsync(topic, 1);
        (string form, string format) = FormOf(name);
        foreach (string[] parts in File.ReadLines(Path.Combine(Folder, name + form)).Select(line => line.Split('\t')))
        {
            byte[] value = form == ".base64" ? Convert.FromBase64String(parts[1]) : Encoding.UTF8.GetBytes(parts[1]);
            await kafka.Publisher.PublishBytesAsync(topic, Encoding.UTF8.GetBytes(parts[0]), value);
        }

        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers,
            new KafkaTopicNames(),
            "--Kafka:Sources:one:Topics", topic, "--Kafka:Sources:one:Format", format, "--Kafka:Sources:one:Mapping", name,
            "--Kafka:Sources:one:Schemas", SchemaOf(name));
        await gateway.Feed.WhenReady.WaitAsync(TimeSpan.FromSeconds(30));
        await using var client = new MarketClient(new MarketClientOptions { Urls = [gateway.StreamAddress] });
        await client.ConnectAsync();
        JsonNode truth = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".truth.json")))!;
        foreach ((string symbol, JsonNode? expected) in truth["books"]!.AsObject())
        {
            var book = (ClientBook)Assert.Single((await client.SubscribeBookAsync([symbol])).Streams);
            await Eventually.IsTrueAsync($"{symbol} is there", () => book.IsSynced);
            BookView view = book.View();
            Assert.Equal(Levels(expected!["bids"]!), view.Bids.Select(level => (book.PriceOf(level.Price), book.SizeOf(level.Size))));
            Assert.Equal(Levels(expected["asks"]!), view.Asks.Select(level => (book.PriceOf(level.Price), book.SizeOf(level.Size))));
        }

        var history = new SubscriptionOptions { History = 100 };
        foreach ((string symbol, JsonNode? expected) in truth["trades"]!.AsObject())
        {
            var trades = (ClientTrades)Assert.Single((await client.SubscribeTradesAsync([symbol], history)).Streams);
            await Eventually.IsTrueAsync(
                $"the trades of {symbol} are there", () => trades.Recent().Count == expected!.AsArray().Count);
            Assert.Equal(
                expected!.AsArray().Select(trade => $"{Number(trade![0])} {Number(trade[1])} {(string)trade[2]!}"),
                trades.Recent().Select(trade => Text(trades, trade)));
        }
    }

    private static (string Form, string Format) FormOf(string name) =>
        File.Exists(Path.Combine(Folder, name + ".csv")) ? (".csv", "Csv")
        : File.Exists(Path.Combine(Folder, name + ".avsc")) ? (".base64", "Avro")
        : File.Exists(Path.Combine(Folder, name + ".proto")) ? (".base64", "Protobuf")
        : (".jsonl", "Json");

    private static string SchemaOf(string name) =>
        Array.Find([".avsc", ".proto"], form => File.Exists(Path.Combine(Folder, name + form))) is { } form
            ? Path.Combine(Folder, name + form) : "";

    private static string Text(ClientTrades trades, Trade trade) => FormattableString.Invariant(
        $"{trades.PriceOf(trade.Price):0.############} {trades.SizeOf(trade.Size):0.############} {trade.Aggressor.ToString().ToLowerInvariant()}");

    private static string Number(JsonNode? text) => (string)text!;

    private static IEnumerable<(decimal Price, decimal Size)> Levels(JsonNode levels) => levels.AsArray().Select(level => (
        decimal.Parse((string)level![0]!, System.Globalization.CultureInfo.InvariantCulture),
        decimal.Parse((string)level[1]!, System.Globalization.CultureInfo.InvariantCulture)));
}
