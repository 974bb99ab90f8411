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
        Assert.All(Forms(vector), form =>
        {
            Assert.Equal(vector.Expected, FeedBytes.Decode(vector.Topic, form.Type, form.Value).Error);
            Assert.Equal(vector.Expected, FeedBytes.Decode(vector.Topic, FeedContentType.Detect, form.Value).Error);
        });
    }

    [Theory]
    [MemberData(nameof(GoodNames))]
    public void All_forms_of_a_good_vector_say_the_same(string name)
    {
        FeedVector vector = FeedVector.All[name];
        FeedVector same = FeedVector.All[vector.SameAs ?? name];
        string expected = FeedBytes.Decode(same.Topic, FeedContentType.MessagePack, same.MessagePack!).Text;

        Assert.All(
            Forms(vector), form => Assert.Equal(expected, FeedBytes.Decode(vector.Topic, form.Type, form.Value).Text));
    }

    [Theory]
    [MemberData(nameof(CanonicalNames))]
    public void A_good_vector_is_encoded_to_its_bytes(string name)
    {
        FeedVector vector = FeedVector.All[name];
        var update = new FeedUpdate();
        new FeedDecoder().Decode(vector.Topic, FeedContentType.Json, vector.Json, update);

        Assert.Equal(Convert.ToHexString(vector.MessagePack!), Convert.ToHexString(FeedBytes.MessagePack(update)));
    }

    [Theory]
    [MemberData(nameof(CanonicalNames))]
    public void A_good_vector_is_encoded_to_its_JSON(string name)
    {
        FeedVector vector = FeedVector.All[name];
        var update = new FeedUpdate();
        new FeedDecoder().Decode(vector.Topic, FeedContentType.MessagePack, vector.MessagePack, update);

        byte[] json = FeedBytes.Json(update);

        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(vector.Json), JsonNode.Parse(json)), Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void The_vectors_hold_every_kind_and_every_reason_that_a_record_alone_can_have()
    {
        DecodeError[] needsMore =
        [
            DecodeError.BadKey, DecodeError.Scale, DecodeError.ContentType, DecodeError.SourceConflict,
            DecodeError.UnknownSchema, DecodeError.UnknownOrder, DecodeError.TooManyOrders,
        ];

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
            FeedBytes.Decode(same.Topic, FeedContentType.MessagePack, same.MessagePack!),
            FeedBytes.Decode(same.Topic, FeedContentType.Detect, Encoding.UTF8.GetBytes(example)));
    }

    [Fact]
    public void Every_reason_of_the_README_has_its_name_in_code_and_the_other_way_round()
    {
        string prose = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", "kafka", "README.md"));
        string[] rows = prose.Split("| reason | meaning |")[1].Split("\n\n")[0].Split("\n| `")[1..];

        Assert.Equal(
            Enum.GetValues<DecodeError>().Except([DecodeError.None]).Select(error => error.Reason()),
            rows.Select(row => row.Split('`')[0]));
    }

    private static FeedUpdateKind KindOf(FeedVector vector)
    {
        var update = new FeedUpdate();
        new FeedDecoder().Decode(vector.Topic, FeedContentType.Detect, vector.MessagePack, update);
        return update.Kind;
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
