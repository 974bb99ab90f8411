using System.Globalization;
using System.Text.Json.Nodes;
using MarketGateway.Testing;

namespace MarketGateway.Tools.Tests.Audit;

/// <summary>What <c>mgw audit</c> says that a client held, against what a client that kept a record of it did hold.</summary>
public sealed class AuditCommandTests(KafkaFixture kafka)
{
    private const int Rounds = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_client_held_after_each_flush_is_rebuilt_out_of_the_log_and_the_audit_records(bool isJson)
    {
        await using var scene = await StartAsync(isJson);
        for (var round = 1; round <= Rounds; round++)
        {
            await scene.MoveMarketAsync(round);
        }

        await scene.UntilReadAsync();
        var last = scene.Client.Flushes;
        foreach (var flush in new[] { last, (last / 4) + 1 })
        {
            var told = await scene.AuditAsync("--flush", flush.ToString(CultureInfo.InvariantCulture));

            Assert.Equal(flush, (long)told["flush"]!);
            Assert.Equal(scene.Record.At(flush), Rebuilt(told));
            Assert.All(told["streams"]!.AsArray(), stream => Assert.True((bool?)stream!["isRight"] ?? (string?)stream["channel"] == "trade"));
        }

        await Eventually.IsTrueAsync("the acknowledgement of the last flush is recorded", async () =>
            (long?)(await scene.AuditAsync())["acknowledgedFlush"] >= last);
        var middle = await scene.AuditAsync("--flush", (last / 2).ToString(CultureInfo.InvariantCulture));
        var time = DateTimeOffset.UnixEpoch.AddMicroseconds((long)middle["sentAt"]!).ToString("O", CultureInfo.InvariantCulture);
        var atTime = await scene.AuditAsync("--at", time);
        Assert.Equal(Rebuilt(middle), Rebuilt(atTime));
    }

    [Fact]
    public async Task What_was_sent_and_not_acknowledged_is_told_apart()
    {
        await using var scene = await StartAsync(isJson: false);
        await scene.MoveMarketAsync(1);
        await scene.UntilReadAsync();
        scene.Client.Acknowledges = false;
        var before = scene.Client.Flushes;
        await scene.MoveMarketAsync(2);
        await scene.UntilReadAsync();

        await Eventually.IsTrueAsync("the record of the last flush is written", async () =>
            (long)(await scene.AuditAsync())["flush"]! > before);
        var told = await scene.AuditAsync();

        Assert.InRange((long)told["acknowledgedFlush"]!, 1, before);
        Assert.Contains(told["streams"]!.AsArray(), stream => (bool?)stream!["acknowledged"] == false);
    }

    [Fact]
    public async Task A_session_that_was_not_there_at_that_time_is_one_sentence()
    {
        await using var scene = await StartAsync(isJson: false);
        await scene.AuditAsync();

        var (exitCode, _, error) = await scene.RunAsync("1", "--at", "2020-01-01T00:00:00Z");
        var (_, _, unknown) = await scene.RunAsync("fff");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("mgw: session 1 was not there at that time: ", error, StringComparison.Ordinal);
        Assert.StartsWith("mgw: there is no record of a session fff in ", unknown, StringComparison.Ordinal);
    }

    private async Task<AuditScene> StartAsync(bool isJson) => await AuditScene.StartAsync(kafka, isJson);

    private static SortedDictionary<int, string> Rebuilt(JsonNode told) => new(told["streams"]!.AsArray()
        .Where(static stream => stream!["version"] is not null && (string?)stream["channel"] != "trade")
        .ToDictionary(static stream => (int)stream!["stream"]!, static stream => HeldRecord.Line(
            (long)stream!["version"]!, Pairs(stream["bids"]!), Pairs(stream["asks"]!),
            stream["fields"]!.AsObject().Select(static field => (long?)field.Value))));

    private static IEnumerable<(long, long)> Pairs(JsonNode flat) =>
        flat.AsArray().Select(static number => (long)number!).Chunk(2).Select(static pair => (pair[0], pair[1]));
}
