using System.Text;
using System.Text.Json;
using MarketGateway.Client.Tests.Wire;

namespace MarketGateway.Client.Tests.Shards;

/// <summary>Where a symbol of a split market is looked for.</summary>
public sealed class PlacementTests
{
    private static readonly Uri Asked = new("wss://md.example/a/v1/stream");

    [Fact]
    public void A_symbol_lives_where_Kafkas_own_producers_put_it()
    {
        foreach (var vector in Read("partitions"))
        {
            var symbol = vector.GetProperty("symbol").GetString()!;

            Assert.Equal(vector.GetProperty("murmur2").GetUInt32(), Placement.Murmur2(Encoding.UTF8.GetBytes(symbol)));
            Assert.All(vector.GetProperty("partitions").EnumerateArray(), pair =>
                Assert.Equal(pair[1].GetInt32(), Placement.PartitionOf(symbol, pair[0].GetInt32())));
        }
    }

    [Fact]
    public void Named_symbols_are_asked_for_where_they_live_and_patterns_everywhere()
    {
        var (_, split, topics) = Answers();
        var placement = new Placement(split, Asked);
        string[] symbols = ["ESH6", "A", "BTC-USD", "foobar", "N*", "ES.c.0"];

        Assert.Equal(
            [("a", new Uri("wss://md.example/a/v1/stream")), ("b", new Uri("wss://md.example/b/v1/stream"))], placement.Places);
        var parts = placement.Parts(symbols).ToDictionary(part => part.Shard, part => part.Symbols);
        Assert.Equal(["a", "b"], parts.Keys);
        Assert.All(symbols, symbol => Assert.Equal(
            symbol is "N*" or "ES.c.0" || Placement.PartitionOf(symbol, 6) < 3, parts["a"].Contains(symbol)));
        Assert.Equal(symbols.Length + 2, parts.Values.Sum(part => part.Count));
        Assert.Equal(["futures", "spot"], new Placement(topics, Asked).Parts(["ESH6"]).Select(part => part.Shard));
    }

    [Fact]
    public void A_market_that_is_whole_is_asked_as_one()
    {
        var part = Assert.Single(new Placement(Answers().Whole, Asked).Parts(["A", "B*"]));

        Assert.Equal(("", 2), (part.Shard, part.Symbols.Count));
    }

    private static (JsonElement Whole, JsonElement Split, JsonElement Topics) Answers()
    {
        JsonElement[] answers =
        [
            .. Read("http")
                .Where(each => each.GetProperty("path").GetString() == "/v1/shards").Select(each => each.GetProperty("body")),
        ];
        return (answers[0], answers[1], answers[2]);
    }

    private static JsonElement.ArrayEnumerator Read(string name) =>
        JsonDocument.Parse(Vectors.Read(name).ToJsonString()).RootElement.EnumerateArray();
}
