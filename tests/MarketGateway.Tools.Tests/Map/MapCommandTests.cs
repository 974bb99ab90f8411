using System.Text.Json.Nodes;

namespace MarketGateway.Tools.Tests.Map;

/// <summary>What mgw map says of samples.</summary>
public sealed class MapCommandTests : IDisposable
{
    private const string Sample =
        """
        BTCUSDT	{"lastUpdateId":100,"bids":[["27000.1","1.5"]],"asks":[["27000.5","0.25"]]}
        BTCUSDT	{"e":"depthUpdate","E":1700000000100,"s":"BTCUSDT","U":101,"u":105,"b":[["27000.2","3"]],"a":[]}
        {"e":"trade","s":"BTCUSDT","t":7,"p":"27000.4","q":"0.05","T":1700000000299,"m":true}
        {"result":null,"id":1}

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mgw-map-").FullName;

    [Fact]
    public async Task A_check_says_what_each_record_becomes_and_what_the_book_is_after_them()
    {
        var (exitCode, output, _) = await RunAsync("map", "check", "--source", "binance", "--records", Write(Sample));

        Assert.Equal(0, exitCode);
        Assert.Contains("line 1: BTCUSDT: book snapshot 100, 1 bids, 1 asks -> live (ok)", output, StringComparison.Ordinal);
        Assert.Contains("line 2: BTCUSDT: book delta 101 to 105, 1 bids, 0 asks -> live (ok)", output, StringComparison.Ordinal);
        Assert.Contains("line 3: BTCUSDT: trade of 0.05 @ 27000.4, aggressor sell", output, StringComparison.Ordinal);
        Assert.Contains("line 4: ignored", output, StringComparison.Ordinal);
        Assert.Contains("BTCUSDT: book live (ok), 1 trades", output, StringComparison.Ordinal);
        Assert.Contains("3.00 @ 27000.2 | 0.25 @ 27000.5", output, StringComparison.Ordinal);
        Assert.Contains("3 updates, 0 skipped", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"e":"depthUpdate","E":1,"s":"B","U":1,"u":2,"b":[["x","3"]],"a":[]}""", "SKIPPED: wrong_type, rules[0]: [0]")]
    [InlineData("""{"e":"kline"}""", "SKIPPED: unknown_type, no rule applies to it")]
    [InlineData("""{"lastUpdateId":1,"bids":[],"asks":[]}""", "SKIPPED: bad_key, rules[1]: {$key} (a line with a key is KEY, a tab, and the value)")]
    [InlineData("{", "SKIPPED: malformed")]
    public async Task A_record_that_does_not_fit_is_explained_and_fails(string record, string expected)
    {
        var (exitCode, output, _) = await RunAsync("map", "check", "--source", "binance", "--records", Write(record));

        Assert.Equal(1, exitCode);
        Assert.Contains("line 1: " + expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_mapping_is_named_with_the_place_and_what_would_be_right()
    {
        var mapping = Write("""{"rules":[{"kind":"dleta"}]}""");

        var (exitCode, _, error) = await RunAsync("map", "check", "--source", mapping, "--records", mapping);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"mgw: {mapping}: rules[0].kind is dleta: it must be one of ignore, snapshot", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suggestion_names_the_mapping_that_fits()
    {
        var (exitCode, output, _) = await RunAsync("map", "suggest", "--records", Write(Sample));

        Assert.Equal(0, exitCode);
        Assert.StartsWith("binance: 3 updates, 0 skipped", output, StringComparison.Ordinal);
        Assert.Contains("\"Mapping\": \"binance\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mapping_that_fits_the_paths_of_the_record_are_shown()
    {
        var (exitCode, output, _) = await RunAsync("map", "suggest", "--records", Write("""{"sym":"A","book":{"b":[[1,2]]}}"""));

        Assert.Equal(1, exitCode);
        Assert.Contains("  sym = \"A\"", output, StringComparison.Ordinal);
        Assert.Contains("  book.b[0][1] = 2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_in_Avro_are_read_by_their_schema_and_suggested_for()
    {
        var folder = Path.Combine(DataSet.RepositoryRoot(), "schemas", "sources", "recordings");
        string[] samples = ["--records", Path.Combine(folder, "itch.base64"), "--schemas", Path.Combine(folder, "itch.avsc")];

        var (exitCode, output, _) = await RunAsync(["map", "check", "--source", "itch", .. samples]);
        Assert.Equal(0, exitCode);
        Assert.Contains("AAPL: book live (ok), 3 trades", output, StringComparison.Ordinal);
        Assert.Contains("250 @ 190.150 | 60 @ 190.200", output, StringComparison.Ordinal);

        (exitCode, output, _) = await RunAsync(["map", "suggest", .. samples]);
        Assert.Equal(0, exitCode);
        var source = SourceIn(output, "itch");
        Assert.Equal(("Avro", samples[3], "itch"), ((string)source["Format"]!, (string)source["Schemas"]!, (string)source["Mapping"]!));
    }

    [Theory]
    [InlineData("fast", "fast.base64", "Protobuf", "fast.proto")]
    [InlineData("lobster", "lobster.csv", "Csv", null)]
    [InlineData("kraken", "kraken.jsonl", "Json", null)]
    [InlineData("databento-mbo", "databento-mbo.jsonl", "Json", null)]
    public async Task A_suggestion_is_settings_that_can_be_copied_in_every_format(string name, string records, string format, string? schema)
    {
        var folder = Path.Combine(DataSet.RepositoryRoot(), "schemas", "sources", "recordings");
        string[] schemas = schema is null ? [] : ["--schemas", Path.Combine(folder, schema)];

        var (exitCode, output, _) = await RunAsync(["map", "suggest", "--records", Path.Combine(folder, records), .. schemas]);

        Assert.Equal(0, exitCode);
        var source = SourceIn(output, name);
        Assert.Equal((format, name), ((string)source["Format"]!, (string)source["Mapping"]!));
        Assert.Equal(schema is not null, source.ContainsKey("Schemas"));
    }

    [Fact]
    public async Task Bytes_of_a_registry_are_told_with_the_number_of_the_schema_that_reads_them()
    {
        var (exitCode, _, error) = await RunAsync("map", "suggest", "--records", Write("AAAAAAcCAg==\n"));

        Assert.Equal(1, exitCode);
        Assert.Contains("line 1 is bytes in a registry's form, of schema 7: --schemas FOLDER", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map", "'map'")]
    [InlineData("map check --source binance --records no-such-file", "no-such-file does not exist.")]
    [InlineData("map check --source binance", "Option '--records' is required.")]
    public async Task A_mistake_is_one_sentence(string commandLine, string sentence)
    {
        var (exitCode, _, error) = await RunAsync(commandLine.Split(' '));

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.True(commandLine == "map" ? error.StartsWith("mgw: ", StringComparison.Ordinal) : error.Contains(sentence, StringComparison.Ordinal), error);
    }

    private static JsonObject SourceIn(string output, string name) => JsonNode.Parse(
        output[output.IndexOf('{', StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)])!["Kafka"]!["Sources"]![name]!.AsObject();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MgwCommandLine.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text);
        return path;
    }
}
