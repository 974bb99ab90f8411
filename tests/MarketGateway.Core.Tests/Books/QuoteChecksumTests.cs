using System.Text.Json;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>The checksum of a quote, held to schemas/wire/vectors/quote-checksums.json.</summary>
public sealed class QuoteChecksumTests
{
    private static readonly JsonElement[] Vectors = Load();

    public static TheoryData<string> Names => [.. Vectors.Select(vector => vector.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_checksum_is_that_of_the_schema(string name)
    {
        var vector = Vectors.Single(vector => vector.GetProperty("name").GetString() == name);
        var fields = (QuoteFields)vector.GetProperty("fields").GetInt32();
        var quote = new Quote();
        var bits = (int)fields;
        foreach (var value in vector.GetProperty("values").EnumerateArray())
        {
            quote.Set((QuoteFields)(bits & -bits), value.ValueKind == JsonValueKind.Null ? Quote.NoValue : value.GetInt64(), 1);
            bits &= bits - 1;
        }

        Assert.Equal(vector.GetProperty("checksum").GetUInt32(), QuoteChecksum.Compute(quote, fields));
    }

    private static JsonElement[] Load()
    {
        var path = Path.Combine(RepositoryRoot.Path, "schemas", "wire", "vectors", "quote-checksums.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.EnumerateArray()];
    }
}
