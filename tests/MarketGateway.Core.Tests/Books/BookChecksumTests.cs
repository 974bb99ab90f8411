using System.Text.Json;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>The checksum, held to schemas/wire/vectors/checksums.json.</summary>
public sealed class BookChecksumTests
{
    private static readonly JsonElement[] Vectors = Load();

    public static TheoryData<string> Names => [.. Vectors.Select(vector => vector.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_checksum_is_that_of_the_schema(string name)
    {
        var vector = Vectors.Single(vector => vector.GetProperty("name").GetString() == name);
        var book = new OrderBook(1024);
        var (bidOrders, askOrders) = (Orders(vector, "bids"), Orders(vector, "asks"));
        book.ApplySnapshot(1, 0, Side(vector, "bids"), Side(vector, "asks"), bidOrders, askOrders);

        var checksum = bidOrders.Length + askOrders.Length == 0
            ? BookChecksum.Compute(book.Bids, book.Asks, depth: 0)
            : BookChecksum.Compute(book.Bids, book.Asks, depth: 0, new LevelOrders(book, Grouped: null));
        Assert.Equal(vector.GetProperty("checksum").GetUInt32(), checksum);
    }

    [Fact]
    public void A_checksum_covers_no_more_levels_than_the_client_holds()
    {
        var book = new OrderBook(64);
        book.ApplySnapshot(1, 0, Levels.Of("100:1 99:2 98:3"), Levels.Of("101:4 102:5"));

        Assert.Equal(
            ReferenceBook.Checksum(Levels.Of("100:1 99:2"), Levels.Of("101:4 102:5")), BookChecksum.Compute(book.Bids, book.Asks, 2));
        Assert.Equal(
            ReferenceBook.Checksum(Levels.Of("100:1"), Levels.Of("101:4")), BookChecksum.Compute(book.Bids, book.Asks, 1));
    }

    private static PriceLevel[] Side(JsonElement vector, string name) =>
    [
        .. vector.GetProperty(name).EnumerateArray()
            .Select(level => new PriceLevel(level[0].GetInt64(), level[1].GetInt64()))
    ];

    private static int[] Orders(JsonElement vector, string name) =>
    [
        .. vector.GetProperty(name).EnumerateArray()
            .Where(level => level.GetArrayLength() == 3).Select(level => level[2].GetInt32())
    ];

    private static JsonElement[] Load()
    {
        var path = Path.Combine(RepositoryRoot.Path, "schemas", "wire", "vectors", "checksums.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.EnumerateArray()];
    }
}
