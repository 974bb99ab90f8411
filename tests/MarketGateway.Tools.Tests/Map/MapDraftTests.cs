using System.Text.Json.Nodes;

namespace MarketGateway.Tools.Tests.Map;

/// <summary><c>mgw map suggest</c> of records that no ready mapping fits.</summary>
public sealed class MapDraftTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public async Task Pairs_told_apart_by_a_type_become_snapshot_delta_and_trade_in_a_chain()
    {
        var draft = await DraftAsync("""
            {"msg_type":"BOOK_SNAPSHOT","data":{"sym":"A/B","bids":[["9.5","1"],["9","2"]],"asks":[["10","3"]],"seq":7,"ts":1700000000123}}
            {"msg_type":"BOOK_DELTA","data":{"sym":"A/B","bids":[],"asks":[["10","0"],["10.5","1"]],"seq":8,"ts":1700000000223}}
            {"msg_type":"EXECUTION","data":{"sym":"A/B","px":"9.5","qty":"1","side":"sell","trade_id":3,"ts":1700000000323}}
            {"msg_type":"HEARTBEAT","data":{"at":1}}
            """, "A/B: book live (ok), 1 trades", updates: 3);

        Assert.Equal("{data.sym}", (string)draft["symbol"]!);
        Assert.Equal(
            ["snapshot", "delta", "trade", "ignore"], draft["rules"]!.AsArray().Select(static rule => (string)rule!["kind"]!));
        Assert.Equal("ms", (string)draft["rules"]![1]!["time"]!["unit"]!);
    }

    [Fact]
    public async Task Levels_as_objects_without_a_type_become_snapshots_and_that_is_said()
    {
        var draft = await DraftAsync("""
            {"instrument_id":"X1","bids":[{"price":9,"quantity":1},{"price":8,"quantity":1}],
            """ + """
            "asks":[{"price":10,"quantity":2},{"price":11,"quantity":1}],"timestamp":"2026-01-02T03:04:05.678Z"}
            """, "X1: book live (ok)", updates: 1);

        Assert.Equal("{instrument_id}", (string)draft["symbol"]!);
        var rule = draft["rules"]![0]!.AsObject();
        Assert.Equal(("snapshot", "iso8601"), ((string)rule["kind"]!, (string)rule["time"]!["unit"]!));
        Assert.Contains("if each record holds the whole book", (string)rule["comment"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotes_and_trades_are_told_apart_by_what_they_have()
    {
        var draft = await DraftAsync("""
            {"ticker":"Q","bid_price":1.5,"bid_size":10,"ask_price":1.6,"ask_size":20,"ts":1700000000123456789}
            {"ticker":"Q","price":1.6,"size":5,"ts":1700000000123456}
            """, "Q: no book, 1 trades", updates: 2);

        Assert.Equal(["quote", "trade"], draft["rules"]!.AsArray().Select(static rule => (string)rule!["kind"]!));
        Assert.Equal(["ns", "us"], draft["rules"]!.AsArray().Select(static rule => (string)rule!["time"]!["unit"]!));
        Assert.Contains("no field says which side took", (string)draft["rules"]![1]!["comment"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_level_a_record_under_a_key_is_a_delta_of_one_side()
    {
        var draft = await DraftAsync(
            "K\t{\"rate\":1.5,\"amount\":0,\"side\":\"bid\",\"time\":1700000000}\n", "K: book ", updates: 1);

        Assert.Equal("{$key}", (string)draft["symbol"]!);
        Assert.Equal("side", (string)draft["rules"]![0]!["levels"]!["side"]!);
    }

    [Theory]
    [InlineData("{\"a\":1}")]
    [InlineData("[1,2]")]
    [InlineData("{\"b\":{},\"b\":[]}")]
    public async Task What_looks_like_nothing_has_no_draft(string record)
    {
        var (exitCode, output, _) = await RunAsync("map", "suggest", "--records", Write("records", record));
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("A draft", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Lets the records be drafted for, and checks them by the draft.</summary>
    private async Task<JsonObject> DraftAsync(string records, string summary, int updates)
    {
        var file = Write("records", records);
        var (exitCode, output, error) = await RunAsync("map", "suggest", "--records", file);
        Assert.True(exitCode == 1 && output.Contains($"{updates} updates, 0 skipped", StringComparison.Ordinal), output + error);
        var json = output[output.IndexOf("\n{", StringComparison.Ordinal)..];

        (exitCode, output, error) = await RunAsync("map", "check", "--source", Write("draft.json", json), "--records", file);
        Assert.True(exitCode == 0 && output.Contains(summary, StringComparison.Ordinal), output + error + json);
        return JsonNode.Parse(json)!.AsObject();
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MgwCommandLine.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
