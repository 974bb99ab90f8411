using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>Holds the decoder and the encoder to schemas/kafka/vectors.json.</summary>
public sealed class FeedVectorTests
{
    public static TheoryData<string> AllNames => [.. FeedVector.All.Keys];

    public static TheoryData<string> GoodNames => [.. FeedVector.Good.Select(vector => vector.Name)];

    public static TheoryData<string> CanonicalNames => [.. FeedVector.Canonical.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(AllNames))]
    public void A_vector_is_read_or_skipped_for_its_reason_in_each_of_its_forms(string name)
    {
        FeedVector vector = FeedVector.All[name];

        Assert.True(vector.Json is not null || vector.MessagePack is not null);
        Assert.All(Forms(vector), form => Assert.Equal(vector.Expected, Decode(vector, form.Type, form.Value).Error));
        Assert.All(
            Forms(vector),
            form => Assert.Equal(vector.Expected, Decode(vector, FeedContentType.Detect, form.Value).Error));
    }

    [Theory]
    [MemberData(nameof(GoodNames))]
    public void All_forms_of_a_good_vector_say_the_same(string name)
    {
        FeedVector vector = FeedVector.All[name];
        FeedVector same = FeedVector.All[vector.SameAs ?? name];
        string expected = Decode(same, FeedContentType.MessagePack, same.MessagePack!).Text;

        Assert.All(Forms(vector), form => Assert.Equal(expected, Decode(vector, form.Type, form.Value).Text));
    }

    [Theory]
    [MemberData(nameof(CanonicalNames))]
    public void A_good_vector_is_encoded_to_its_bytes(string name)
    {
        FeedVector vector = FeedVector.All[name];
        var update = new FeedUpdate();
        Assert.Equal(DecodeError.None, new FeedDecoder().Decode(vector.Topic, FeedContentType.Json, vector.Json, update));

        var output = new ArrayBufferWriter<byte>();
        FeedEncoder.Write(update, output);

        Assert.Equal(Convert.ToHexString(vector.MessagePack!), Convert.ToHexString(output.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(CanonicalNames))]
    public void A_good_vector_is_encoded_to_its_JSON(string name)
    {
        FeedVector vector = FeedVector.All[name];
        var update = new FeedUpdate();
        new FeedDecoder().Decode(vector.Topic, FeedContentType.MessagePack, vector.MessagePack, update);

        var output = new ArrayBufferWriter<byte>();
        FeedEncoder.WriteJson(update, output);

        JsonNode? expected = JsonNode.Parse(vector.Json);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(output.WrittenSpan)), Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void The_vectors_hold_every_kind_and_every_reason_that_a_record_alone_can_have()
    {
        DecodeError[] needsMore = [DecodeError.BadKey, DecodeError.Scale, DecodeError.ContentType];

        Assert.Equal(
            Enum.GetValues<DecodeError>().Except(needsMore),
            FeedVector.All.Values.Select(vector => vector.Expected).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<FeedUpdateKind>().Except([FeedUpdateKind.None]),
            FeedVector.Canonical.Select(KindOf).Distinct().Order());
    }

    [Fact]
    public void The_example_of_the_README_is_a_good_record()
    {
        string prose = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", "kafka", "README.md"));
        string example = prose.Split("```json")[1].Split("```")[0];
        FeedVector same = FeedVector.All["book_delta"];

        Assert.Equal(
            Decode(same, FeedContentType.MessagePack, same.MessagePack!),
            Decode(same, FeedContentType.Detect, Encoding.UTF8.GetBytes(example)));
    }

    [Fact]
    public void Every_reason_of_the_README_has_its_name_in_code_and_the_other_way_round()
    {
        string prose = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", "kafka", "README.md"));
        string table = prose.Split("| reason | meaning |")[1].Split("\n\n")[0];

        Assert.Equal(
            Enum.GetValues<DecodeError>().Except([DecodeError.None]).Select(error => error.Reason()),
            table.Split('\n').Where(row => row.StartsWith("| `", StringComparison.Ordinal)).Select(row => row.Split('`')[1]));
    }

    private static FeedUpdateKind KindOf(FeedVector vector)
    {
        var update = new FeedUpdate();
        new FeedDecoder().Decode(vector.Topic, FeedContentType.Detect, vector.MessagePack, update);
        return update.Kind;
    }

    private static (DecodeError Error, string Text) Decode(FeedVector vector, FeedContentType type, byte[] value)
    {
        var update = new FeedUpdate();
        DecodeError error = new FeedDecoder().Decode(vector.Topic, type, value, update);
        return (error, FeedUpdateText.Of(update));
    }

    private static List<(FeedContentType Type, byte[] Value)> Forms(FeedVector vector)
    {
        var forms = new List<(FeedContentType Type, byte[] Value)>();
        if (vector.Json is not null)
        {
            forms.Add((FeedContentType.Json, vector.Json));
        }

        if (vector.MessagePack is not null)
        {
            forms.Add((FeedContentType.MessagePack, vector.MessagePack));
        }

        return forms;
    }
}
