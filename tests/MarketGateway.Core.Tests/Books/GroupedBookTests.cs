using System.Text.Json;
using CsCheck;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>A book summed up to coarser prices.</summary>
public sealed class GroupedBookTests
{
    private static readonly Gen<PriceLevel[]> RandomLevels =
        Gen.Select(Gen.Long[-30, 30], Gen.Long[0, 3], (price, size) => new PriceLevel(price, size)).Array[0, 12];

    private static readonly Gen<PriceLevel[]> LargeLevels = Gen.Select(
        Gen.OneOf(
            Gen.Long[-8, 8],
            Gen.Long[-WireInteger.Max, -WireInteger.Max + 8],
            Gen.Long[WireInteger.Max - 8, WireInteger.Max]),
        Gen.OneOf(Gen.Long[0, 2], Gen.Long[WireInteger.Max - 1, WireInteger.Max]),
        (price, size) => new PriceLevel(price, size)).Array[0, 12];

    [Fact]
    public void A_grouped_book_follows_its_source_update_by_update() =>
        Gen.Select(
            Gen.Long[2, 7], Gen.Int[0, 10], Gen.Select(Gen.Bool, RandomLevels, RandomLevels).Array[1, 30]).Sample(
            (step, begin, records) =>
            {
                var source = new OrderBook(16);
                GroupedBook? grouped = null;
                for (var index = 0; index < records.Length; index++)
                {
                    Apply(source, index, records[index]);
                    grouped?.Follow(source);
                    grouped ??= index == begin ? new GroupedBook(source, step, 16) : null;
                    if (grouped is not null)
                    {
                        Assert.Equal(
                            Summed(source.Bids, price => Math.Floor(price / step) * step), All(grouped.Book.Bids));
                        Assert.Equal(
                            Summed(source.Asks, price => Math.Ceiling(price / step) * step), All(grouped.Book.Asks));
                    }
                }
            });

    [Fact]
    public void Bids_are_rounded_down_and_asks_up_so_that_a_book_never_looks_better_than_it_is()
    {
        var source = new OrderBook(16);
        source.ApplySnapshot(1, 0, Levels.Of("104:1 103:2 -1:4"), Levels.Of("106:3 109:4"));

        var grouped = new GroupedBook(source, 5, 16);

        Assert.Equal("100:3 -5:4", Levels.Text(grouped.Book.Bids));
        Assert.Equal("110:7", Levels.Text(grouped.Book.Asks));
    }

    [Fact]
    public void A_grouped_book_covers_no_update_from_before_it_was_made()
    {
        var source = new OrderBook(16);
        source.ApplySnapshot(1, 0, Levels.Of("104:1"), []);
        source.ApplyDelta(2, 0, Levels.Of("104:0 99:1"), []);

        var grouped = new GroupedBook(source, 5, 16);

        Assert.False(grouped.Book.Journal.Covers(1));
        Assert.True(grouped.Book.Journal.Covers(2));
        Assert.Equal(source.Journal.Updates.Newest, grouped.Book.Journal.Updates.Newest);
    }

    [Fact]
    public void A_group_beyond_what_the_wire_can_say_comes_back_to_its_exact_size() =>
        Gen.Select(
            Gen.OneOf(Gen.Const(3L), Gen.Const(1000L), Gen.Const(WireInteger.Max)),
            Gen.Select(Gen.Bool, LargeLevels, LargeLevels).Array[1, 30]).Sample((step, records) =>
            {
                var source = new OrderBook(16);
                var grouped = new GroupedBook(source, step, 16);
                for (var index = 0; index < records.Length; index++)
                {
                    Apply(source, index, records[index]);
                    grouped.Follow(source);
                    Assert.Equal(
                        Clamped(source.Bids, price => Math.Floor(price / step) * step), All(grouped.Book.Bids));
                    Assert.Equal(
                        Clamped(source.Asks, price => Math.Ceiling(price / step) * step), All(grouped.Book.Asks));
                    Assert.Equal(All(grouped.Book.Bids), All(new GroupedBook(source, step, 16).Book.Bids));
                }
            });

    [Fact]
    public void Groups_are_those_of_the_schema()
    {
        var path = Path.Combine(RepositoryRoot.Path, "schemas", "wire", "vectors", "groups.json");
        var vectors = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        Assert.NotEqual(0, vectors.GetArrayLength());
        foreach (var vector in vectors.EnumerateArray())
        {
            var source = new OrderBook(16);
            var grouped = new GroupedBook(source, vector.GetProperty("step").GetInt64(), 16);
            source.ApplySnapshot(1, 0, LevelsOf(vector, "bids"), LevelsOf(vector, "asks"));
            grouped.Follow(source);

            Assert.Equal(LevelsOf(vector, "bidGroups"), All(grouped.Book.Bids));
            Assert.Equal(LevelsOf(vector, "askGroups"), All(grouped.Book.Asks));
            Assert.Equal(
                vector.GetProperty("checksum").GetUInt32(),
                BookChecksum.Compute(grouped.Book.Bids, grouped.Book.Asks, depth: 0));
        }
    }

    private static PriceLevel[] LevelsOf(JsonElement vector, string name) =>
    [
        .. vector.GetProperty(name).EnumerateArray()
            .Select(level => new PriceLevel(level[0].GetInt64(), level[1].GetInt64()))
    ];

    /// <summary>The groups in numbers that are large enough, and then as the wire says them.</summary>
    private static IEnumerable<PriceLevel> Clamped(BookSide side, Func<decimal, decimal> round) => All(side)
        .GroupBy(level => WireInteger.Clamp((Int128)round(level.Price)))
        .Select(group => new PriceLevel(
            group.Key, (long)Math.Min(group.Sum(level => (decimal)level.Size), WireInteger.Max)));

    private static void Apply(
        OrderBook book, long version, (bool IsSnapshot, PriceLevel[] Bids, PriceLevel[] Asks) record)
    {
        if (record.IsSnapshot)
        {
            book.ApplySnapshot(version, 0, record.Bids, record.Asks);
        }
        else
        {
            book.ApplyDelta(version, 0, record.Bids, record.Asks);
        }
    }

    private static IEnumerable<PriceLevel> Summed(BookSide side, Func<decimal, decimal> round) => All(side)
        .GroupBy(level => (long)round(level.Price))
        .Select(group => new PriceLevel(group.Key, group.Sum(level => level.Size)));

    private static IEnumerable<PriceLevel> All(BookSide side) =>
        Enumerable.Range(0, side.Count).Select(rank => side[rank]);
}
