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
    public void A_grouped_book_is_its_source_summed_up_whenever_somebody_looks() =>
        Gen.Select(
            Gen.Long[2, 7], Gen.Int[0, 10], Gen.Int[1, 5],
            Gen.Select(Gen.Bool, RandomLevels, RandomLevels).Array[1, 30]).Sample(
            (step, begin, stride, records) =>
            {
                var source = new OrderBook(16);
                GroupedBook? grouped = null;
                for (var index = 0; index < records.Length; index++)
                {
                    Apply(source, index, records[index]);
                    grouped ??= index >= begin ? new GroupedBook(step) : null;
                    if (grouped is not null && index % stride == 0)
                    {
                        grouped.Follow(source);
                        Assert.Equal(
                            Summed(source.Bids, price => Math.Floor(price / step) * step), All(grouped.Bids));
                        Assert.Equal(
                            Summed(source.Asks, price => Math.Ceiling(price / step) * step), All(grouped.Asks));
                    }
                }
            });

    [Fact]
    public void Bids_are_rounded_down_and_asks_up_so_that_a_book_never_looks_better_than_it_is()
    {
        var source = new OrderBook(16);
        source.ApplySnapshot(1, 0, Levels.Of("104:1 103:2 -1:4"), Levels.Of("106:3 109:4"));

        var grouped = Followed(source, 5);

        Assert.Equal("100:3 -5:4", Levels.Text(grouped.Bids));
        Assert.Equal("110:7", Levels.Text(grouped.Asks));
    }

    [Fact]
    public void The_changes_since_any_update_are_how_the_groups_differ_from_what_they_were_at_it() =>
        Gen.Select(
            Gen.Long[2, 7], Gen.Int[0, 29], Gen.Select(Gen.Bool, RandomLevels, RandomLevels).Array[1, 30]).Sample(
            (step, at, records) =>
            {
                var source = new OrderBook(256);
                var (before, now) = (new GroupedBook(step), new GroupedBook(step));
                for (var index = 0; index < records.Length; index++)
                {
                    Apply(source, index, records[index]);
                    if (index == Math.Min(at, records.Length - 1))
                    {
                        before.Follow(source);
                    }
                }

                var number = source.Journal.Updates.Newest - records.Length + 1 + Math.Min(at, records.Length - 1);
                if (!source.Journal.Covers(number))
                {
                    return;
                }

                now.Follow(source);
                var changes = new LevelChange[source.Journal.TouchesBetween(number, source.Journal.Updates.Newest)];
                foreach (var (side, held, groups) in new[] { (Side.Bid, before.Bids, now.Bids), (Side.Ask, before.Asks, now.Asks) })
                {
                    var count = now.CopyChanges(source, number, side, changes);
                    var known = changes[..count].ToDictionary(change => change.Key, change => change.PreviousSize);
                    Assert.Equal(known.Keys.OrderDescending(), changes[..count].Select(change => change.Key));
                    Assert.All(known, change => Assert.Equal(held.SizeAt(change.Key), change.Value));
                    foreach (var price in All(held).Concat(All(groups)).Select(level => level.Price))
                    {
                        var key = groups.KeyOf(price);
                        Assert.True(known.ContainsKey(key) || held.SizeAt(key) == groups.SizeAt(key), $"{price} is not told");
                    }
                }
            });

    [Fact]
    public void A_group_beyond_what_the_wire_can_say_comes_back_to_its_exact_size() =>
        Gen.Select(
            Gen.OneOf(Gen.Const(3L), Gen.Const(1000L), Gen.Const(WireInteger.Max)),
            Gen.Select(Gen.Bool, LargeLevels, LargeLevels).Array[1, 30]).Sample((step, records) =>
            {
                var source = new OrderBook(16);
                var grouped = new GroupedBook(step);
                for (var index = 0; index < records.Length; index++)
                {
                    Apply(source, index, records[index]);
                    grouped.Follow(source);
                    Assert.Equal(
                        Clamped(source.Bids, price => Math.Floor(price / step) * step), All(grouped.Bids));
                    Assert.Equal(
                        Clamped(source.Asks, price => Math.Ceiling(price / step) * step), All(grouped.Asks));
                    Assert.Equal(All(grouped.Bids), All(Followed(source, step).Bids));
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
            var grouped = new GroupedBook(vector.GetProperty("step").GetInt64());
            source.ApplySnapshot(1, 0, LevelsOf(vector, "bids"), LevelsOf(vector, "asks"));
            grouped.Follow(source);

            Assert.Equal(LevelsOf(vector, "bidGroups"), All(grouped.Bids));
            Assert.Equal(LevelsOf(vector, "askGroups"), All(grouped.Asks));
            Assert.Equal(
                vector.GetProperty("checksum").GetUInt32(),
                BookChecksum.Compute(grouped.Bids, grouped.Asks, depth: 0));
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

    private static GroupedBook Followed(OrderBook source, long step)
    {
        var grouped = new GroupedBook(step);
        grouped.Follow(source);
        return grouped;
    }

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
