using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>Holds the JSON Schemas of schemas/kafka to what the decoder asks for.</summary>
public sealed class FeedSchemaTests
{
    [Theory]
    [InlineData("book_snapshot", "book.schema.json", null)]
    [InlineData("book_delta", "book.schema.json", null)]
    [InlineData("quote", "tick.schema.json", "quote")]
    [InlineData("trade", "tick.schema.json", "trade")]
    [InlineData("trade_cancel", "tick.schema.json", "tradeCancel")]
    [InlineData("trade_correction", "tick.schema.json", "tradeCorrection")]
    [InlineData("phase", "tick.schema.json", "phase")]
    [InlineData("instrument_attributes", "instrument.schema.json", null)]
    public void A_schema_requires_what_the_decoder_requires(string name, string file, string? definition)
    {
        FeedVector vector = FeedVector.All[name];
        JsonNode schema = Schema(file, definition);
        string[] required = [.. schema["required"]!.AsArray().Select(item => (string)item!)];
        JsonObject record = JsonNode.Parse(vector.Json)!.AsObject();
        string[] halves = ["bidPrice", "bidSize", "askPrice", "askSize", "lastPrice", "lastSize"];

        Assert.All(
            record.Select(member => member.Key).Except(halves),
            member =>
            {
                JsonObject without = record.DeepClone().AsObject();
                without.Remove(member);
                DecodeError expected = required.Contains(member) ? DecodeError.WrongType : DecodeError.None;
                Assert.Equal(expected, Decode(vector.Topic, without));
            });
    }

    [Theory]
    [InlineData("book_delta", "book.schema.json", null)]
    [InlineData("quote", "tick.schema.json", "quote")]
    [InlineData("trade", "tick.schema.json", "trade")]
    [InlineData("trade_cancel", "tick.schema.json", "tradeCancel")]
    [InlineData("trade_correction", "tick.schema.json", "tradeCorrection")]
    [InlineData("phase", "tick.schema.json", "phase")]
    [InlineData("instrument_attributes", "instrument.schema.json", null)]
    public void A_schema_lists_every_name_and_the_decoder_minds_its_type(string name, string file, string? definition)
    {
        FeedVector vector = FeedVector.All[name];
        string[] listed = [.. Schema(file, definition)["properties"]!.AsObject().Select(property => property.Key)];
        JsonObject record = JsonNode.Parse(vector.Json)!.AsObject();

        Assert.Equal(record.Select(member => member.Key), listed);
        Assert.All(listed, member =>
        {
            JsonObject changed = record.DeepClone().AsObject();
            changed[member] = true;
            Assert.Equal(DecodeError.WrongType, Decode(vector.Topic, changed));
        });
    }

    private static JsonNode Schema(string file, string? definition)
    {
        JsonNode schema = JsonNode.Parse(
            File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", "kafka", file)))!;
        return definition is null ? schema : schema["$defs"]![definition]!;
    }

    private static DecodeError Decode(FeedTopic topic, JsonObject record) => new FeedDecoder().Decode(
        topic, FeedContentType.Json, Encoding.UTF8.GetBytes(record.ToJsonString()), new FeedUpdate());
}
