using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>Phases of the market in topics of other shapes (schemas/sources).</summary>
public sealed class PhaseRuleTests
{
    private const string Mapping = """
        {
          "symbol": "{s}",
          "rules": [
            {
              "when": { "e": "status" }, "kind": "phase", "time": { "path": "t", "unit": "ms" }, "phase": "st",
              "phases": { "open": ["TRADING", "T"], "halt": "HALTED", "auction": ["AUCTION"] }
            },
            { "kind": "quote", "bidPrice": "b", "bidSize": "bs" }
          ]
        }
        """;

    [Theory]
    [InlineData("TRADING", MarketPhase.Open)]
    [InlineData("halted", MarketPhase.Halt)]
    [InlineData("AUCTION", MarketPhase.Auction)]
    public void A_venues_words_become_phases_in_upper_and_lower_case_alike(string word, MarketPhase phase)
    {
        var harness = new MappingHarness(Mapping);
        Assert.Equal(1, harness.Read($$"""{"e":"status","s":"A","t":1700000000123,"st":"{{word}}"}"""));
        harness.Read("""{"s":"A","b":"100.5","bs":"1"}""");

        Assert.Equal(new SymbolPhase(phase, 1700000000123000), harness.Market.Find("A")!.Phase);
    }

    [Theory]
    [InlineData("""{"e":"status","s":"A","t":1,"st":"open"}""", "out_of_range")]
    [InlineData("""{"e":"status","s":"A","t":1}""", "wrong_type")]
    public void A_word_that_is_no_phase_is_a_bad_record_with_its_path(string record, string reason)
    {
        var harness = new MappingHarness(Mapping);
        Assert.Equal(0, harness.Read(record));

        var skip = Assert.Single(harness.Skips);
        Assert.Contains(reason, skip, StringComparison.Ordinal);
        Assert.Contains("st", skip, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_table_phases_have_the_names_of_our_own_records()
    {
        var harness = new MappingHarness("""{"symbol":"A","rules":[{"kind":"phase","phase":"p"}]}""");
        harness.Read("""{"p":"pre_open"}""");

        Assert.Equal(MarketPhase.PreOpen, ((MarketSymbol)harness.Market.Resolve("A"u8)!).Phase!.Phase);
    }

    [Theory]
    [InlineData("""{"kind":"phase"}""", "rules[0] has no phase")]
    [InlineData("""{"kind":"phase","phase":"p","phases":{"lunch":"L"}}""", "rules[0].phases.lunch is not read")]
    public void A_wrong_rule_is_named(string rule, string fault)
    {
        var error = Assert.Throws<MappingException>(() => FeedMapping.Parse($$"""{"symbol":"A","rules":[{{rule}}]}"""));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }
}
