using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>What each word of the language of schemas/sources makes of a record.</summary>
public sealed class MappingDecoderTests
{
    private const string Pairs =
        """ "bids":{"path":"b","price":"[0]","size":"[1]"}, "asks":{"path":"a","price":"[0]","size":"[1]"} """;

    /// <summary>Ways to write the same book: a mapping, and records that must lead to it.</summary>
    public static TheoryData<string, string, string[]> Shapes => new()
    {
        { "pairs", $$$"""{"symbol":"S","rules":[{"kind":"snapshot",{{{Pairs}}}}]}""",
            ["""{"b":[["10.1","2"],["10","1"]],"a":[["10.5","3"]]}"""] },
        { "numbers", $$$"""{"symbol":"S","rules":[{"kind":"snapshot",{{{Pairs}}}}]}""",
            ["""{"b":[[10.1,2],[1e1,1]],"a":[[10.5,3e0]]}"""] },
        { "objects", """
            {"symbol":"S","rules":[{"kind":"snapshot",
              "bids":{"path":"data.bids","price":"px","size":"q.v"},"asks":{"path":"data.asks","price":"px","size":"q.v"}}]}
            """,
            ["""{"data":{"bids":[{"q":{"v":"2"},"px":"10.1"},{"px":"10","q":{"v":"1"}}],"asks":[{"px":"10.5","q":{"v":"3"}}]}}"""] },
        { "parallel lists", """
            {"symbol":"S","rules":[{"kind":"snapshot",
              "bids":{"prices":"bp","sizes":"bq"},"asks":{"prices":"ap","sizes":"aq"}}]}
            """,
            ["""{"bp":[10.1,"10"],"bq":["2",1],"ap":[10.5],"aq":[3]}"""] },
        { "one list with sides", """
            {"symbol":"S","rules":[{"kind":"snapshot","levels":{"path":"l","side":"[0]","price":"[1]","size":"[2]"}}]}
            """,
            ["""{"l":[["BUY","10.1","2"],["sell","10.5","3"],["buy","10","1"]]}"""] },
        { "sides by other names", """
            {"symbol":"S","rules":[{"kind":"snapshot","sides":{"bid":["1"],"ask":["2"]},"levels":{"path":"l","side":"[0]","price":"[1]","size":"[2]"}}]}
            """,
            ["""{"l":[[1,"10.1","2"],[2,"10.5","3"],[1,"10","1"]]}"""] },
        { "one level per record, removal by size", """
            {"symbol":"S","rules":[{"when":{"full":true},"kind":"snapshot","bids":{"path":"b","price":"[0]","size":"[1]"}},
              {"kind":"delta","levels":{"side":"s","price":"p","size":"q"}}]}
            """,
            ["""{"full":true,"b":[]}""", """{"s":"bid","p":"10.1","q":"2"}""", """{"s":"bid","p":"9","q":"2"}""",
             """{"s":"bid","p":"10","q":"1"}""", """{"s":"bid","p":"9","q":"0"}""", """{"s":"ask","p":"10.5","q":"3"}"""] },
        { "bids and asks in records of their own", """
            {"symbol":"S","rules":[{"when":{"full":true},"kind":"snapshot","bids":{"path":"b","price":"[0]","size":"[1]"}},
              {"when":{"side":"B"},"kind":"delta","bids":{"path":"l","price":"[0]","size":"[1]"}},
              {"when":{"side":"A"},"kind":"delta","asks":{"path":"l","price":"[0]","size":"[1]"}}]}
            """,
            ["""{"full":true,"b":[]}""", """{"side":"B","l":[["10.1","2"],["10","1"]]}""", """{"side":"A","l":[["10.5","3"]]}"""] },
        { "removal by action", """
            {"symbol":"S","rules":[{"when":{"full":true},"kind":"snapshot","bids":{"path":"b","price":"[1]","size":"[2]"}},
              {"kind":"delta","bids":{"path":"b","price":"[1]","size":"[2]","remove":{"path":"[0]","is":"delete"}},
                "asks":{"path":"a","price":"[1]","size":"[2]","remove":{"path":"[0]","is":["delete","gone"]}}}]}
            """,
            ["""{"full":true,"b":[["new","10.1","2"],["new","9",7]]}""",
             """{"b":[["delete","9","7"],["change","10","1"]],"a":[["new","10.5","3"]]}"""] },
        { "sizes as changes", """
            {"symbol":"S","rules":[{"when":{"full":true},"kind":"snapshot","bids":{"path":"b","price":"[0]","size":"[1]"}},
              {"kind":"delta","sizes":"change","levels":{"path":"l","side":"[0]","price":"[1]","size":"[2]"}}]}
            """,
            ["""{"full":true,"b":[["10.1","5"],["10","1"],["9","4"]]}""",
             """{"l":[["b","10.1","-2"],["b","10.1","-1"],["b","9","-4"],["a","10.5","3"]]}"""] },
        { "whole numbers of units", """
            {"symbol":"S","units":{"price":9,"size":3},"noPrice":"9223372036854775807","rules":[{"kind":"snapshot",
              "bids":{"path":"b","price":"[0]","size":"[1]"},"asks":{"path":"a","price":"[0]","size":"[1]"}}]}
            """,
            ["""{"b":[["10100000000","2000"],[10000000000,1000]],"a":[["10500000000",3000],["9223372036854775807",0]]}"""] },
        { "an envelope", $$$"""{"envelope":"payload.after","symbol":"S","rules":[{"kind":"snapshot",{{{Pairs}}}}]}""",
            ["""{"payload":{"op":"u","after":{"b":[["10.1","2"],["10","1"]],"a":[["10.5","3"]]}}}""", """{"payload":{"op":"d","after":null}}"""] },
        { "a list of records", $$$"""{"rules":[{"each":".","rules":[{"symbol":"{s}","when":{"s":["S","T"]},"kind":"snapshot",{{{Pairs}}}}]}]}""",
            ["""[{"s":"T","b":[],"a":[]},{"s":"S","b":[["10.1","2"],["10","1"]],"a":[["10.5","3"]]}]"""] },
        { "batches in batches", $$$"""
            {"rules":[{"when":{"ch":"l2"},"each":"events","rules":[{"each":"books","symbol":"{s}","rules":[{"when":{"$.v":1},"kind":"snapshot",{{{Pairs}}}}]}]}]}
            """,
            ["""{"ch":"l2","v":1,"events":[{"books":[]},{"books":[{"s":"S","b":[["10.1","2"],["10","1"]],"a":[["10.5","3"]]}]}]}"""] },
        { "levels beyond the depth", $$$"""{"symbol":"S","rules":[{"when":{"full":true},"kind":"snapshot","depth":2,{{{Pairs}}}},{"kind":"delta","depth":2,{{{Pairs}}}}]}""",
            ["""{"full":true,"b":[["10","1"],["9","5"],["8","5"]],"a":[["10.5","3"]]}""", """{"b":[["10.1","2"]],"a":[]}"""] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_of_a_book_becomes_the_same_book(string shape, string mapping, string[] records)
    {
        var harness = new MappingHarness(mapping);
        foreach (var record in records)
        {
            harness.Read(record);
        }

        Assert.Empty(harness.Skips);
        Assert.True("2@10.1 1@10.0 | 3@10.5" == harness.Book("S"), $"{shape}: {harness.Book("S")}");
        Assert.Equal(SymbolState.Live, harness.StateOf("S"));
    }

    [Theory]
    [InlineData("{s}", "BTC-USD")]
    [InlineData("X:{s}", "X:BTC-USD")]
    [InlineData("{ex}:{s}", "CB:BTC-USD")]
    [InlineData("{$key}", "the-key")]
    [InlineData("{$topic}.{n}", "raw.7")]
    [InlineData("{$topic[0]}.{n}", "raw.7")]
    [InlineData("{$header.sym}", "from-header")]
    [InlineData("{$.s}", "BTC-USD")]
    [InlineData("{path.to[1].it}", "deep")]
    [InlineData("{esc}", "Zürich/1")]
    [InlineData("{xbt}", "BTC-EUR")]
    public void A_symbol_comes_from_wherever_the_template_says(string template, string expected)
    {
        var harness = new MappingHarness(
            $$$"""{"symbol":"{{{template}}}","aliases":{"XBT/EUR":"BTC-EUR"},"rules":[{"kind":"trade","price":"p","size":"q"}]}""");

        harness.Read(
            """{"s":"BTC-USD","ex":"CB","n":7,"path":{"to":[0,{"it":"deep"}]},"esc":"Z\u00fcrich\/1","xbt":"XBT/EUR","p":1,"q":1}""",
            "the-key",
            headers: new OneHeader("sym", "from-header"));

        Assert.Empty(harness.Skips);
        Assert.NotNull(harness.Market.Find(expected));
    }

    [Theory]
    [InlineData("{$topic[2]}", "BTC")]
    [InlineData("{$topic[0]}:{$topic[2]}", "raw:BTC")]
    [InlineData("{$topic[3]}", null)]
    public void A_part_of_the_topics_name_may_be_the_symbol(string template, string? expected)
    {
        var harness = new MappingHarness($$$"""{"symbol":"{{{template}}}","rules":[{"kind":"trade","price":"p","size":"q"}]}""");

        harness.Read("""{"p":1,"q":1}""", topic: "raw.spot.BTC");

        Assert.Equal(expected is null ? ["bad_key rules[0] {$topic[3]}"] : [], harness.Skips);
        Assert.Equal(expected, harness.Market.Catalog.ToArray().FirstOrDefault()?.Symbol);
    }

    [Theory]
    [InlineData("""{"p":"1","q":"1"}""", "bad_key rules[0] {s}")]
    [InlineData("""{"s":"","p":"1","q":"1"}""", "bad_key rules[0] {s}: it is empty")]
    [InlineData("""{"s":"a*b","p":"1","q":"1"}""", "bad_key rules[0] {s}: 'a*b' has one of * ? and ,")]
    [InlineData("""{"s":"a\u200bb","p":"1","q":"1"}""", "bad_key rules[0] {s}: 'a\u200bb' has U+200B ZERO WIDTH SPACE at character 2, which cannot be seen")]
    [InlineData("""{"s":"a","q":"1"}""", "wrong_type rules[0] p")]
    [InlineData("""{"s":"a","p":null,"q":"1"}""", "wrong_type rules[0] p")]
    [InlineData("""{"s":"a","p":{"x":1},"q":"1"}""", "wrong_type rules[0] p")]
    [InlineData("""{"s":"a","p":"one","q":"1"}""", "wrong_type rules[0] p")]
    [InlineData("""{"s":"a","p":"1","q":"-1"}""", "out_of_range rules[0] q")]
    [InlineData("""{"s":"a","p":"1","q":"0"}""", "out_of_range rules[0] q")]
    [InlineData("""{"s":"a","p":"1","q":"1","side":"both"}""", "out_of_range rules[0] side")]
    [InlineData("""{"s":"a","p":"1","q":"1","id":"x"}""", "wrong_type rules[0] id")]
    [InlineData("""{"s":"a","p":"1","q":"1","n":"1.5"}""", "wrong_type rules[0] n")]
    [InlineData("""{"s":"a","p":"1","q":"1","n":-4}""", "out_of_range rules[0] n")]
    [InlineData("""{"s":"a","p":"1","q":"1","n":4,"prev":4}""", "out_of_range rules[0] prev")]
    [InlineData("""{"s":"a","p":"1","q":"1","t":"yesterday"}""", "wrong_type rules[0] t")]
    [InlineData("""{"s":"a","p":"9007199254740993","q":"1"}""", "out_of_range rules[0] p")]
    [InlineData("""{"s":"a","p":"0.0000000000001","q":"1"}""", "out_of_range rules[0] p")]
    [InlineData("""{"e":"other"}""", "unknown_type  ")]
    [InlineData("[]", "unknown_type  ")]
    [InlineData("7", "unknown_type  ")]
    [InlineData("{", "malformed  ")]
    [InlineData("{}{}", "malformed  ")]
    [InlineData("{\"e\":[1,}", "malformed  ")]
    [InlineData("", "empty  ")]
    public void A_record_that_does_not_fit_says_the_reason_the_rule_and_the_path(string record, string expected)
    {
        var harness = new MappingHarness(
            """
            {"symbol":"{s}","rules":[{"when":{"e":{"present":false},"q":{"present":true}},"kind":"trade","price":"p","size":"q",
              "aggressor":"side","tradeId":"id","sequence":"n","previous":"prev","time":{"path":"t","unit":"ms"}}]}
            """.Replace("\"sequence\":\"n\",", record.Contains("\"n\"", StringComparison.Ordinal) ? "\"sequence\":\"n\"," : "", StringComparison.Ordinal)
            .Replace("\"previous\":\"prev\",", record.Contains("\"n\"", StringComparison.Ordinal) ? "\"previous\":\"prev\"," : "", StringComparison.Ordinal));

        Assert.Equal(0, harness.Read(record));
        Assert.Equal([expected], harness.Skips);
    }

    [Fact]
    public void Rules_are_tried_in_order_and_the_first_that_applies_holds()
    {
        var harness = new MappingHarness(
            """
            {"symbol":"{s}","rules":[{"when":{"e":["ping","pong"]},"kind":"ignore"},{"when":{"e":"t","m":{"present":true}},"kind":"ignore"},
              {"when":{"e":"t"},"kind":"trade","price":"p","size":"q"}]}
            """);

        harness.Read("""{"e":"ping"}""");
        harness.Read("""{"e":"t","m":0,"s":"S","p":1,"q":1}""");
        Assert.Equal(1, harness.Read("""{"e":"t","m":null,"s":"S","p":1,"q":1}"""));
        Assert.Empty(harness.Skips);
    }

    [Fact]
    public void Quotes_trades_and_definitions_are_read_with_their_times_and_sides()
    {
        var harness = new MappingHarness(
            """
            {"symbol":"{s}","rules":[
              {"when":{"k":"q"},"kind":"quote","time":{"path":"t","unit":"us"},"bidPrice":"bp","bidSize":"bs","askPrice":"ap","askSize":"as"},
              {"when":{"k":"t"},"kind":"trade","price":"p","size":"q","aggressor":"m","aggressors":{"buy":"false","sell":"true"},"tradeId":"id"},
              {"when":{"k":"i"},"kind":"instrument","tickSize":"tick","sizeStep":"lot","venue":{"const":"XTST"},"currency":"ccy"}]}
            """);

        harness.Read("""{"k":"i","s":"S","tick":"0.05","lot":"0.001","ccy":"USD"}""");
        harness.Read("""{"k":"q","s":"S","t":5,"bp":"1.10","bs":"2","ap":"1.15","as":"3.5"}""");
        harness.Read("""{"k":"q","s":"S","t":6,"bs":"0"}""");
        harness.Read("""{"k":"t","s":"S","p":"1.15","q":"0.5","m":false,"id":9}""", appendedAt: 4);

        Assert.Empty(harness.Skips);
        Assert.Equal(
            ["Instrument S 0 0 2.3", "Quote S 0 5 2.3 110 2000 115 3500", "Quote S 0 6 2.3 0 0  ", "Trade S 0 4000 2.3 115 500 Buy 9"],
            harness.Applied);
        Assert.Equal(("XTST", "USD", 5), (
            harness.Market.Find("S")!.Definition!.Venue,
            harness.Market.Find("S")!.Definition!.Currency,
            harness.Market.Find("S")!.Definition!.TickSize));
    }

    [Fact]
    public void Scales_are_the_finest_seen_and_zeros_at_the_end_make_none_finer()
    {
        var harness = new MappingHarness($$$"""{"symbol":"S","rules":[{"when":{"f":1},"kind":"snapshot",{{{Pairs}}}},{"kind":"delta",{{{Pairs}}}}]}""");

        harness.Read("""{"f":1,"b":[["10.5","1"]],"a":[]}""");
        harness.Read("""{"b":[["10.50000","2.000"]],"a":[]}""");
        harness.Read("""{"b":[["10.55","2"]],"a":[]}""");
        harness.Read("""{"f":1,"b":[["10","1"]],"a":[]}""");

        Assert.Equal(
            ["BookSnapshot S 0 0 1.0", "BookDelta S 0 0 1.0", "BookDelta S 0 0 2.0", "BookSnapshot S 0 0 2.0"], harness.Applied);
    }

    [Fact]
    public void A_number_too_large_for_the_digits_of_others_is_kept_in_its_own()
    {
        var harness = new MappingHarness($$$"""{"symbol":"S","rules":[{"kind":"snapshot",{{{Pairs}}}}]}""");

        harness.Read("""{"b":[["0.00001","1.00000001"]],"a":[]}""");
        harness.Read("""{"b":[["0.00001","123456789012.00000000"]],"a":[]}""");

        Assert.Equal(["BookSnapshot S 0 0 5.8", "BookSnapshot S 0 0 5.0"], harness.Applied);
        Assert.Equal("123456789012@0.00001 | ", harness.Book("S"));
    }

    [Fact]
    public void A_change_below_nothing_leaves_the_book_gapped()
    {
        var harness = new MappingHarness(
            """
            {"symbol":"S","rules":[{"when":{"f":1},"kind":"snapshot","bids":{"path":"b","price":"[0]","size":"[1]"}},
              {"kind":"delta","sizes":"change","bids":{"path":"b","price":"[0]","size":"[1]"}}]}
            """);

        harness.Read("""{"f":1,"b":[["10","1"]]}""");
        harness.Read("""{"b":[["10","-2"]]}""");

        Assert.Equal(SymbolState.Gapped, harness.StateOf("S"));
    }

    [Fact]
    public void Numbers_as_a_chain_of_pointers_show_what_is_missing()
    {
        var harness = new MappingHarness(
            $$$"""{"symbol":"S","rules":[{"when":{"prev":{"present":false}},"kind":"snapshot","sequence":"id",{{{Pairs}}}},{"kind":"delta","sequence":"id","previous":"prev",{{{Pairs}}}}]}""");

        harness.Read("""{"id":500,"b":[["10","1"]],"a":[]}""");
        harness.Read("""{"id":777,"prev":500,"b":[["11","1"]],"a":[]}""");
        Assert.Equal(SymbolState.Live, harness.StateOf("S"));
        harness.Read("""{"id":999,"prev":888,"b":[["12","1"]],"a":[]}""");

        Assert.Equal(SymbolState.Gapped, harness.StateOf("S"));
    }

    [Fact]
    public void An_element_that_does_not_fit_takes_none_of_the_others_with_it()
    {
        var harness = new MappingHarness(
            """{"rules":[{"each":"t","rules":[{"symbol":"{s}","kind":"trade","price":"p","size":"q"}]}]}""");

        Assert.Equal(2, harness.Read("""{"t":[{"s":"A","p":1,"q":1},{"s":"B","p":"x","q":1},{"s":"A","p":2,"q":1}]}"""));

        Assert.Equal(["wrong_type rules[0].rules[0] p"], harness.Skips);
        Assert.Equal(2, harness.Market.Find("A")!.Ticks.Trades.Newest);
    }

    [Theory]
    [InlineData(1025, 1024, "oversized rules[0].rules[0] ")]
    [InlineData(1024, 1024, null)]
    public void A_record_holds_so_many_updates_and_no_more(int count, int expected, string? skip)
    {
        var harness = new MappingHarness("""{"rules":[{"each":".","rules":[{"symbol":"S","kind":"trade","price":".","size":{"const":1}}]}]}""");

        Assert.Equal(expected, harness.Read($"[{string.Join(',', Enumerable.Range(1, count))}]"));
        Assert.Equal(skip is null ? [] : [skip], harness.Skips);
    }

    [Fact]
    public void A_record_with_more_levels_than_allowed_is_skipped()
    {
        var harness = new MappingHarness(
            $$$"""{"symbol":"S","rules":[{"kind":"snapshot",{{{Pairs}}}}]}""", new FeedDecoderOptions { LevelsMax = 2, RecordBytesMax = 100 });

        harness.Read("""{"b":[[1,1],[2,1]],"a":[[3,1]]}""");
        harness.Read($$$"""{"b":[],"a":[],"x":"{{{new string('x', 100)}}}"}""");

        Assert.Equal(["oversized rules[0] rules[0].asks", "oversized  "], harness.Skips);
    }

    [Fact]
    public void An_instrument_says_what_else_is_known_of_it()
    {
        var harness = new MappingHarness(
            """{"symbol":"S","rules":[{"kind":"instrument","tickSize":"tick","attributes":{"expiry":"maturity","multiplier":{"const":"50"},"strike":"k"}}]}""");

        harness.Read("""{"tick":"0.25","maturity":"2026-03-20","k":""}""");

        Assert.Equal(
            ["expiry=2026-03-20", "multiplier=50"],
            harness.Market.Find("S")!.Definition!.Attributes.Pairs.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    private sealed class OneHeader(string name, string value) : RecordHeaders
    {
        private readonly byte[] _value = Encoding.UTF8.GetBytes(value);

        public override bool TryFind(ReadOnlySpan<byte> asked, out ReadOnlySpan<byte> found)
        {
            found = _value;
            return asked.SequenceEqual(Encoding.UTF8.GetBytes(name));
        }
    }
}
