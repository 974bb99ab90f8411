using MarketGateway.Core.Mapping;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>A wrong mapping is refused with every place and what would be right; one that comes with the gateway is right.</summary>
public sealed class FeedMappingTests
{
    private const string Book = """ "kind": "delta", "bids": { "path": "b", "price": "[0]", "size": "[1]" } """;

    public static TheoryData<string, string> Wrong => new()
    {
        { "{", "the mapping is no JSON" },
        { "[]", "the mapping is []: it must be an object with comment, envelope" },
        { "{}", "the mapping has no rules (a list of at least one)" },
        { """{"rules":[]}""", "the mapping has no rules" },
        { """{"rulez":[], "rules":[{"kind":"ignore"}]}""", "rulez is not read; a mapping may have comment, envelope, symbol" },
        { """{"rules":[{"kind":"dleta"}]}""", "rules[0].kind is dleta: it must be one of ignore, snapshot, delta, quote, trade, instrument" },
        { """{"rules":[{"kind":"delta"}]}""", "rules[0] has no symbol" },
        { $$$"""{"rules":[{"symbol":"{s}",{{{Book}}},"asx":1}]}""", "rules[0].asx is not read; rules[0] may have comment, when, kind" },
        { $$$"""{"rules":[{"symbol":"s",{{{Book}}},"time":{"path":"t"}}]}""", "rules[0].time has no path, or no unit (s, ms, us, ns, iso8601)" },
        { $$$"""{"rules":[{"symbol":"s",{{{Book}}},"time":{"path":"t","unit":"millis"}}]}""", "rules[0].time.unit is millis: it must be one of s, ms, us, ns, iso8601" },
        { $$$"""{"rules":[{"symbol":"{s",{{{Book}}}}]}""", "rules[0].symbol is {s: it must be a text with paths in braces" },
        { $$$"""{"rules":[{"symbol":"{}",{{{Book}}}}]}""", "rules[0].symbol is {}" },
        { $$$"""{"rules":[{"symbol":"{$kee}",{{{Book}}}}]}""", "rules[0].symbol is $kee: a path is names and positions" },
        { $$$"""{"rules":[{"symbol":"{a..b}",{{{Book}}}}]}""", "rules[0].symbol is a..b: a path is names and positions" },
        { $$$"""{"rules":[{"symbol":"{a[x]}",{{{Book}}}}]}""", "rules[0].symbol is a[x]: a path is names and positions" },
        { $$$"""{"rules":[{"symbol":"s",{{{Book}}},"first":"U"}]}""", "first, or previous, but not both, go with sequence" },
        { $$$"""{"rules":[{"symbol":"s",{{{Book}}},"sizes":"sum"}]}""", "rules[0].sizes is sum: it must be one of total, change" },
        { $$$"""{"rules":[{"symbol":"s",{{{Book}}},"depth":"ten"}]}""", "rules[0].depth is ten: it must be a whole number from 1 to 10000" },
        { $$$"""{"rules":[{"symbol":"s",{{{Book}}},"checksum":{"path":"c","kind":"okx"}}]}""", "rules[0].checksum.kind is okx: it must be one of kraken" },
        { $$$"""{"rules":[{"symbol":"s",{{{Book}}},"levels":{"price":"p","size":"q","side":"s"}}]}""", "a book has bids and asks (or one of them), or else levels" },
        { """{"rules":[{"symbol":"s","kind":"delta"}]}""", "a book has bids and asks (or one of them), or else levels" },
        { """{"rules":[{"symbol":"s","kind":"delta","bids":{"path":"b","price":"[0]"}}]}""", "rules[0].bids has no size" },
        { """{"rules":[{"symbol":"s","kind":"delta","bids":{"path":"b","size":"[0]"}}]}""", "rules[0].bids has no price" },
        { """{"rules":[{"symbol":"s","kind":"delta","bids":{"prices":"p"}}]}""", "lists of their own are given by prices and sizes" },
        { """{"rules":[{"symbol":"s","kind":"delta","levels":{"price":"p","size":"q"}}]}""", "rules[0].levels has no side" },
        { """{"rules":[{"symbol":"s","kind":"snapshot","sizes":"change","bids":{"path":"b","price":"[0]","size":"[1]"}}]}""", "the sizes of a snapshot are totals" },
        { """{"rules":[{"symbol":"s","kind":"trade","price":"p"}]}""", "rules[0] has no size" },
        { """{"rules":[{"symbol":"s","kind":"quote","bidPrice":"p"}]}""", "a price and its size go together" },
        { """{"rules":[{"symbol":"s","kind":"quote"}]}""", "rules[0] has no value: it must have some of bidPrice" },
        { """{"rules":[{"symbol":"s","kind":"instrument","venue":"v"}]}""", "rules[0] has no tickSize and no priceScale" },
        { """{"rules":[{"kind":"ignore","when":["e"]}]}""", "rules[0].when is [\"e\"]: it must be an object of paths" },
        { """{"rules":[{"kind":"ignore","when":{"e":{"there":true}}}]}""", "rules[0].when.e.there is not read; rules[0].when.e may have present" },
        { """{"rules":[{"each":"a"}]}""", "rules[0] has no rules" },
        { """{"rules":[{"kind":"ignore"}],"aliases":{"XBT":"B*C"}}""", "aliases.XBT is B*C: it must be a symbol" },
        { """{"rules":[{"kind":"ignore"}],"scale":{"price":13}}""", "scale.price is 13: it must be a whole number from 0 to 12" },
        { """{"rules":[{"kind":"ignore"}],"envelope":"."}""", "envelope is .: a path is names and positions" },
        { """{"rules":[{"kind":"ignore","kind":"delta"}]}""", "the mapping is no JSON" },
    };

    public static TheoryData<string> Ready => [.. ReadyMappings.Names];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_mapping_is_refused_with_the_place_and_what_would_be_right(string mapping, string message)
    {
        var wrong = Assert.Throws<MappingException>(() => FeedMapping.Parse(mapping));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var wrong = Assert.Throws<MappingException>(() => FeedMapping.Parse(
            """{"rules":[{"kind":"trade","symbol":"{s}"},{"kind":"nothing"}],"scale":{"price":-1}}"""));
        Assert.Equal(5, wrong.Faults.Count);
    }

    [Theory]
    [MemberData(nameof(Ready))]
    public void A_mapping_that_comes_with_the_gateway_is_right(string name) =>
        FeedMapping.Parse(ReadyMappings.Find(name)!);

    [Fact]
    public void The_examples_and_the_list_of_mappings_in_the_documentation_are_right()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", "sources", "README.md"));
        var examples = text.Split("```json").Skip(1).Select(part => part.Split("```")[0])
            .Where(example => example.Contains("\"rules\"", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => FeedMapping.Parse(example));
        Assert.All(ReadyMappings.Names, name => Assert.Contains($"| `{name}` |", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_lie_in_rules_only_so_deep()
    {
        var rules = """[{"kind":"ignore"}]""";
        for (var depth = 0; depth < 5; depth++)
        {
            rules = $$$"""[{"each":"a","rules":{{{rules}}}}]""";
        }

        var wrong = Assert.Throws<MappingException>(() => FeedMapping.Parse($$$"""{"rules":{{{rules}}}}"""));
        Assert.Contains("lies too deep", wrong.Message, StringComparison.Ordinal);
    }
}
