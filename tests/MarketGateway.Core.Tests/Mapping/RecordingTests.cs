using System.Text.Json.Nodes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>Each mapping that comes with the gateway makes of its recording what its truth says (schemas/sources).</summary>
public sealed class RecordingTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "schemas", "sources", "recordings");

    public static TheoryData<string> Names => [.. ReadyMappings.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recording_becomes_its_truth(string name)
    {
        var recording = new Recording(name);
        var harness = new MappingHarness(name, recording.Reader());
        foreach (var (key, value) in recording.Records)
        {
            harness.Read(value, key, appendedAt: 1_700_000_000_500);
        }

        Assert.Empty(harness.Skips);
        var truth = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".truth.json")))!;
        foreach (var (symbol, book) in truth["books"]!.AsObject())
        {
            Assert.Equal(SymbolState.Live, harness.StateOf(symbol));
            Assert.Equal(Text(book!), harness.Book(symbol, trimmed: true));
        }

        foreach (var (symbol, trades) in truth["trades"]!.AsObject())
        {
            Assert.Equal(trades!.AsArray().Count, harness.Market.Find(symbol)!.Ticks.Trades.Newest);
        }

        foreach (var (symbol, quote) in truth["quotes"]?.AsObject() ?? [])
        {
            Assert.Equal(string.Join(' ', quote!.AsArray()), harness.Quote(symbol));
        }
    }

    [Fact]
    public void A_book_that_is_not_as_its_venue_says_is_gapped_until_the_next_snapshot()
    {
        var harness = new MappingHarness("kraken");
        var records = Records("kraken").ToList();
        foreach (var (key, value) in records.Take(4))
        {
            harness.Read(value.Replace("1098.3947558", "1098.3947557", StringComparison.Ordinal), key);
        }

        Assert.Equal(SymbolState.Gapped, harness.StateOf("MATIC/USD"));
        harness.Read(records[1].Value, records[1].Key);
        Assert.Equal(SymbolState.Live, harness.StateOf("MATIC/USD"));
    }

    [Theory]
    [InlineData(4, 8, SymbolState.Gapped)]
    [InlineData(4, 1, SymbolState.Live)]
    public void A_definition_that_tells_all_digits_lets_the_sum_of_the_venue_be_verified_and_no_other_does(
        int priceScale, int sizeScale, SymbolState expected)
    {
        var harness = new MappingHarness("kraken");
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Instrument);
        update.Definition = new InstrumentDefinition("", "", "", priceScale, sizeScale, 1, "");
        var market = harness.Market;
        Assert.Equal(DecodeError.None, market.Apply(FeedTopic.Instruments, 0, 0, market.Resolve("MATIC/USD"u8)!, update));

        var records = Records("kraken").ToList();
        foreach (var (key, value) in records.Skip(1).Take(2))
        {
            harness.Read(value, key);
        }

        Assert.Equal(SymbolState.Live, harness.StateOf("MATIC/USD"));
        harness.Read(records[3].Value.Replace("1412757856", "1412757857", StringComparison.Ordinal), records[3].Key);
        Assert.Equal(expected, harness.StateOf("MATIC/USD"));
    }

    [Fact]
    public void A_snapshot_that_is_older_than_its_live_book_changes_nothing()
    {
        var harness = new MappingHarness("binance");
        var records = Records("binance").ToList();
        records.ForEach(record => harness.Read(record.Value, record.Key));
        var before = harness.Book("BTCUSDT");

        harness.Read(records[2].Value, records[2].Key, appendedAt: 1_800_000_000_000);

        Assert.Equal((before, SymbolState.Live), (harness.Book("BTCUSDT"), harness.StateOf("BTCUSDT")));
    }

    [Fact]
    public void A_late_snapshot_after_a_hole_in_the_diffs_leaves_the_book_gapped()
    {
        var harness = new MappingHarness("binance");
        var records = Records("binance").ToList();
        harness.Read(records[0].Value, records[0].Key);
        harness.Read(records[3].Value, records[3].Key);
        harness.Read(records[2].Value, records[2].Key, appendedAt: 1_700_000_000_500);

        Assert.Equal(SymbolState.Gapped, harness.StateOf("BTCUSDT"));
    }

    private static IEnumerable<(string Key, string Value)> Records(string name) =>
        File.ReadLines(Path.Combine(Folder, name + ".jsonl")).Select(line => line.Split('\t')).Select(parts => (parts[0], parts[1]));

    private static string Text(JsonNode book) => $"{Side(book["bids"]!)} | {Side(book["asks"]!)}";

    private static string Side(JsonNode levels) =>
        string.Join(' ', levels.AsArray().Select(level => $"{(string)level![1]!}@{(string)level[0]!}"));
}
