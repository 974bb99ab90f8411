using CsCheck;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>The ring behind journals and trades: numbered without a hole, bounded, searchable.</summary>
public sealed class NumberedRingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(1024)]
    public void A_ring_remembers_the_last_items_up_to_its_limit(int lengthMax)
    {
        var ring = new NumberedRing<Item>(lengthMax);
        for (var number = 1; number <= 2_100; number++)
        {
            Assert.Equal(ring.Newest >= lengthMax, ring.WillEvict);
            ring.Append(new Item(number * 10));

            Assert.Equal(number, ring.Newest);
            Assert.Equal(Math.Max(1, number - lengthMax + 1), ring.Oldest);
            Assert.Equal(ring.Oldest * 10, ring[ring.Oldest].Version);
            Assert.Equal(number * 10, ring[number].Version);
        }

        Assert.All(
            Enumerable.Range((int)ring.Oldest, lengthMax), number => Assert.Equal(number * 10, ring[number].Version));
    }

    [Fact]
    public void An_empty_ring_has_no_newest_item()
    {
        var ring = new NumberedRing<Item>(16);

        Assert.Equal(0, ring.Newest);
        Assert.Equal(1, ring.Oldest);
        Assert.False(ring.TryFind(0, out _));
    }

    [Fact]
    public void A_version_is_found_exactly_if_it_is_remembered() =>
        Gen.Select(Gen.Long[1, 5].Array[0, 100], Gen.Int[0, 6]).Sample((steps, bits) =>
        {
            var ring = new NumberedRing<Item>(1 << bits);
            var version = 0L;
            foreach (var step in steps)
            {
                ring.Append(new Item(version += step));
            }

            var known = Enumerable.Range(0, (int)(ring.Newest - ring.Oldest + 1))
                .ToDictionary(index => ring[ring.Oldest + index].Version, index => ring.Oldest + index);
            for (var wanted = -1L; wanted <= version + 1; wanted++)
            {
                Assert.Equal(known.ContainsKey(wanted), ring.TryFind(wanted, out var number));
                Assert.Equal(known.GetValueOrDefault(wanted), number);
            }
        });

    private readonly record struct Item(long Version) : IVersioned;
}
