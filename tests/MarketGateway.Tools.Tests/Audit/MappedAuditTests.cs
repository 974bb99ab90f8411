using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tools.Tests.Audit;

/// <summary>What <c>mgw audit</c> says of symbols whose records come by a mapping.</summary>
public sealed class MappedAuditTests(KafkaFixture kafka)
{
    private static readonly string Recording =
        Path.Combine(DataSet.RepositoryRoot(), "schemas", "sources", "recordings", "coinbase.jsonl");

    [Fact]
    public async Task What_a_client_held_of_a_mapped_topic_is_rebuilt_by_its_mapping()
    {
        var (topic, audit) = ($"test-{Guid.NewGuid():N}.raw", $"test-{Guid.NewGuid():N}.audit");
        await kafka.CreateTopicAsync(topic, 1);
        await kafka.CreateTopicAsync(audit, 1);
        await using var gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, new KafkaTopicNames(), "--Audit:Topic", audit, "--Kafka:Sources:one:Topics", topic,
            "--Kafka:Sources:one:Format", "Json", "--Kafka:Sources:one:Mapping", "coinbase");
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress, new WireClientOptions { Acknowledges = true });
        foreach (var channel in new[] { "book", "quote", "trade" })
        {
            await client.RequestAsync(new { op = "subscribe", channel, symbols = new[] { "*" } });
        }

        foreach (var parts in File.ReadLines(Recording).Select(static line => line.Split('\t')))
        {
            await kafka.Publisher.PublishBytesAsync(topic, Encoding.UTF8.GetBytes(parts[0]), Encoding.UTF8.GetBytes(parts[1]));
        }

        await Eventually.IsTrueAsync("the client has both books and some trades", () =>
            CountHeld(client, "book") == 2 && CountHeld(client, "trade") > 0);
        var (exitCode, output, error) = (0, "", "");
        await Eventually.IsTrueAsync("its last flush is recorded", async () =>
        {
            (exitCode, output, error) = await AuditAsync(audit, "--mapped-topic", topic, "--mapping", "coinbase");
            return output.Length > 0 && client.Streams.Where(static stream => stream.Version >= 0).All(stream =>
                JsonNode.Parse(output)!["streams"]!.AsArray().Any(told => (int)told!["stream"]! == stream.Number
                    && (long?)told["version"] == stream.Version));
        });

        var streams = JsonNode.Parse(output)!["streams"]!.AsArray().Where(static told => told!["version"] is not null).ToList();
        Assert.True(exitCode == 0, error + output);
        Assert.All(streams, static told => Assert.Null(told!["problem"]));
        Assert.All(
            streams.Where(static told => (string?)told!["channel"] != "trade"), static told => Assert.True((bool?)told!["isRight"]));
        Assert.Contains(streams, static told => told!["trades"]!.AsArray().Count > 0);

        var (without, unmapped, _) = await AuditAsync(audit);
        Assert.Equal(2, without);
        Assert.Contains("--mapped-topic", unmapped, StringComparison.Ordinal);
    }

    private static int CountHeld(WireClient client, string channel) =>
        client.Streams.Count(stream => stream.Channel == channel && stream.Version >= 0);

    private async Task<(int ExitCode, string Output, string Error)> AuditAsync(string audit, params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MgwCommandLine.RunAsync(
            ["audit", "1", "--json", .. more, "-b", kafka.BootstrapServers, "--topic", audit],
            output, error, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
