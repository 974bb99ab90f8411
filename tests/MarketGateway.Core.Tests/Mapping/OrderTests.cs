using System.Globalization;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>Single orders, added up to the levels of a book.</summary>
public sealed class OrderTests
{
    private const string Rules = """
        {"symbol":"S","rules":[
          {"when":{"a":"add"},"kind":"order","action":"add","id":"id","side":"side","price":"price","size":"size","start":"START",
           "snapshot":{"path":"s","is":"part"},"snapshotEnd":{"path":"s","is":"end"},"sequence":SEQ},
          {"when":{"a":"modify"},"kind":"order","action":"modify","id":"id","price":"price","size":"size","sequence":SEQ},
          {"when":{"a":"replace"},"kind":"order","action":"replace","id":"id","newId":"new","price":"price","size":"size","sequence":SEQ},
          {"when":{"a":"reduce"},"kind":"order","action":"reduce","id":"id","size":"size","sequence":SEQ},
          {"when":{"a":"execute"},"kind":"order","action":"execute","id":"id","size":"size","tradeId":"t","sequence":SEQ},
          {"when":{"a":"remove"},"kind":"order","action":"remove","id":"id","sequence":SEQ},
          {"when":{"a":"clear"},"kind":"order","action":"clear","snapshot":{"path":"s","is":"part"},"sequence":SEQ}]}
        """;

    private readonly MappingHarness _harness = new(Rules.Replace("START", "empty", StringComparison.Ordinal).Replace(",\"sequence\":SEQ", "", StringComparison.Ordinal));

    [Fact]
    public void Orders_at_a_price_are_one_level_and_each_act_changes_it()
    {
        Add("1", "b", "10", "5");
        Add("2", "b", "10.0", "0.5");
        Add("3", "a", "11", "7");
        Assert.Equal("5.5@10 | 7.0@11", _harness.Book("S"));

        Read("""{"a":"reduce","id":1,"size":2}""");
        Read("""{"a":"modify","id":3,"price":"11","size":"8"}""");
        Assert.Equal("3.5@10 | 8.0@11", _harness.Book("S"));

        Read("""{"a":"replace","id":2,"new":"x-9","price":"10.5","size":"1"}""");
        Read("""{"a":"execute","id":3,"size":8,"t":77}""");
        Read("""{"a":"remove","id":"1"}""");
        Assert.Equal("1.0@10.5 | ", _harness.Book("S"));
        Assert.Contains("Trade S 0 0 0.0 11 8 Buy 77", _harness.Applied);
        Assert.Equal(SymbolState.Live, _harness.StateOf("S"));
        Assert.Empty(_harness.Skips);
    }

    [Theory]
    [InlineData("""{"a":"remove","id":9}""", "unknown_order rules[5] id")]
    [InlineData("""{"a":"reduce","id":1,"size":6}""", "unknown_order rules[3] size")]
    [InlineData("""{"a":"add","id":1,"side":"b","price":1,"size":1}""", "unknown_order rules[0] id")]
    [InlineData("""{"a":"add","id":2,"side":"c","price":1,"size":1}""", "out_of_range rules[0] side")]
    [InlineData("""{"a":"add","id":"a text of 17 byte","side":"b","price":1,"size":1}""", "wrong_type rules[0] id")]
    public void What_cannot_be_matched_leaves_the_book_gapped_until_it_begins_anew(string record, string skip)
    {
        Add("1", "b", "10", "5");
        Read(record);
        Assert.Equal([skip], _harness.Skips);
        Assert.Equal(SymbolState.Gapped, _harness.StateOf("S"));
        Add("7", "b", "10", "5");
        Assert.Equal(SymbolState.Gapped, _harness.StateOf("S"));

        Read("""{"a":"clear"}""");
        Add("7", "b", "10", "5");

        Assert.Equal((SymbolState.Live, "5@10 | "), (_harness.StateOf("S"), _harness.Book("S")));
    }

    [Fact]
    public void A_log_that_does_not_begin_with_the_first_order_never_makes_a_book_of_the_others()
    {
        Read("""{"a":"remove","id":9}""");
        Add("1", "b", "10", "5");

        Assert.NotEqual(SymbolState.Live, _harness.StateOf("S"));
    }

    [Fact]
    public void A_snapshot_of_orders_is_shown_when_it_is_whole()
    {
        Add("1", "b", "10", "5");
        Read("""{"a":"clear","s":"part"}""");
        Read("""{"a":"add","id":1,"side":"b","price":9,"size":1,"s":"part"}""");
        Assert.Equal("5@10 | ", _harness.Book("S"));
        Read("""{"a":"add","id":2,"side":"a","price":12,"size":2,"s":"end"}""");

        Assert.Equal("1@9 | 2@12", _harness.Book("S"));
    }

    [Fact]
    public void Without_a_beginning_the_orders_of_a_symbol_are_no_book()
    {
        var harness = new MappingHarness(
            Rules.Replace("START", "snapshot", StringComparison.Ordinal).Replace(",\"sequence\":SEQ", "", StringComparison.Ordinal));
        harness.Read("""{"a":"add","id":1,"side":"b","price":9,"size":1}""");
        Assert.Equal(SymbolState.Loading, harness.StateOf("S"));
        harness.Read("""{"a":"clear"}""");
        harness.Read("""{"a":"add","id":1,"side":"b","price":9,"size":1}""");

        Assert.Equal((SymbolState.Live, "1@9 | "), (harness.StateOf("S"), harness.Book("S")));
    }

    [Fact]
    public void A_record_that_comes_again_changes_nothing_and_a_hole_in_the_numbers_is_a_gap()
    {
        var harness = new MappingHarness(
            Rules.Replace("START", "empty", StringComparison.Ordinal).Replace("SEQ", "\"n\"", StringComparison.Ordinal));
        harness.Read("""{"a":"add","id":1,"side":"b","price":9,"size":5,"n":1}""");
        harness.Read("""{"a":"reduce","id":1,"size":1,"n":2}""");
        harness.Read("""{"a":"reduce","id":1,"size":1,"n":2}""");
        Assert.Equal((SymbolState.Live, "4@9 | "), (harness.StateOf("S"), harness.Book("S")));
        harness.Read("""{"a":"reduce","id":1,"size":1,"n":4}""");

        Assert.Equal(SymbolState.Gapped, harness.StateOf("S"));
    }

    [Fact]
    public void One_order_too_many_leaves_its_symbol_gapped_and_makes_room()
    {
        var harness = new MappingHarness(
            Rules.Replace("\"S\"", "\"{x}\"", StringComparison.Ordinal).Replace("START", "empty", StringComparison.Ordinal)
                .Replace(",\"sequence\":SEQ", "", StringComparison.Ordinal),
            new FeedDecoderOptions { OrdersMax = 2 });
        foreach (var (symbol, id) in new[] { ("A", 1), ("B", 2), ("A", 3), ("B", 4) })
        {
            harness.Read($$"""{"x":"{{symbol}}","a":"add","id":{{id}},"side":"b","price":9,"size":1}""");
        }

        Assert.Equal(["too_many_orders rules[0] id"], harness.Skips);
        Assert.Equal((SymbolState.Gapped, SymbolState.Live), (harness.StateOf("A"), harness.StateOf("B")));
    }

    [Fact]
    public void Whatever_orders_do_the_book_is_the_sum_of_those_that_stand()
    {
        var random = new Random(4);
        var orders = new Dictionary<int, (string Side, int Price, int Size)>();
        Read("""{"a":"clear"}""");
        for (var i = 0; i < 3000; i++)
        {
            var id = random.Next(60);
            var (price, size) = (random.Next(1, 8), random.Next(1, 50));
            if (!orders.TryGetValue(id, out var order))
            {
                order = (random.Next(2) == 0 ? "b" : "a", price, size);
                Add(id.ToString(CultureInfo.InvariantCulture), order.Side, price.ToString(CultureInfo.InvariantCulture), size.ToString(CultureInfo.InvariantCulture));
                orders[id] = order;
            }
            else if (random.Next(3) is 0)
            {
                Read($$"""{"a":"modify","id":{{id}},"price":{{price}},"size":{{size}}}""");
                orders[id] = (order.Side, price, size);
            }
            else
            {
                var by = random.Next(1, order.Size + 1);
                Read($$"""{"a":"{{(random.Next(2) == 0 ? "reduce" : "execute")}}","id":{{id}},"size":{{by}}}""");
                orders[id] = (order.Side, order.Price, order.Size - by);
                if (by == order.Size)
                {
                    orders.Remove(id);
                }
            }

            Assert.Equal($"{Side(orders.Values, "b", -1)} | {Side(orders.Values, "a", 1)}", _harness.Book("S"));
        }

        Assert.Empty(_harness.Skips);
    }

    private static string Side(IEnumerable<(string Side, int Price, int Size)> orders, string side, int direction) => string.Join(' ', orders
        .Where(order => order.Side == side).GroupBy(order => order.Price).OrderBy(level => level.Key * direction)
        .Select(level => $"{level.Sum(order => order.Size)}@{level.Key}"));

    private void Add(string id, string side, string price, string size) =>
        Read($$"""{"a":"add","id":"{{id}}","side":"{{side}}","price":"{{price}}","size":"{{size}}"}""");

    private void Read(string record) => _harness.Read(record);
}
