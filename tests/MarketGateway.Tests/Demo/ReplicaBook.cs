using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Tests.Demo;

/// <summary>
/// A book as anybody would build it from the records: two sorted dictionaries, and the number it stands at.
/// </summary>
internal sealed class ReplicaBook
{
    public SortedDictionary<long, long> Bids { get; } = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<long, long> Asks { get; } = [];

    public long Sequence { get; private set; }

    public bool IsCrossed => Bids.Count > 0 && Asks.Count > 0 && Bids.First().Key >= Asks.First().Key;

    public void Apply(FeedUpdate update)
    {
        if (update.Kind == FeedUpdateKind.BookSnapshot)
        {
            Bids.Clear();
            Asks.Clear();
        }

        Sequence = update.Sequence;
        Apply(Bids, update.Bids);
        Apply(Asks, update.Asks);
    }

    private static void Apply(SortedDictionary<long, long> side, ReadOnlySpan<PriceLevel> levels)
    {
        foreach (var (price, size) in levels)
        {
            if (size == 0)
            {
                side.Remove(price);
            }
            else
            {
                side[price] = size;
            }
        }
    }
}
