using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Tools.Tests.Replay;

/// <summary>A book as anybody would build it from the records: two dictionaries.</summary>
internal sealed class PlainBook
{
    public Dictionary<long, long> Bids { get; } = [];

    public Dictionary<long, long> Asks { get; } = [];

    public void Apply(FeedUpdate update)
    {
        if (update.Kind == FeedUpdateKind.BookSnapshot)
        {
            Bids.Clear();
            Asks.Clear();
        }

        Apply(Bids, update.Bids);
        Apply(Asks, update.Asks);
    }

    public List<(long Price, long Size)> TopBids(int depth) =>
        [.. Bids.OrderByDescending(level => level.Key).Take(depth).Select(level => (level.Key, level.Value))];

    public List<(long Price, long Size)> TopAsks(int depth) =>
        [.. Asks.OrderBy(level => level.Key).Take(depth).Select(level => (level.Key, level.Value))];

    private static void Apply(Dictionary<long, long> side, ReadOnlySpan<PriceLevel> levels)
    {
        foreach (var (price, size) in levels)
        {
            side[price] = size;
            if (size == 0)
            {
                side.Remove(price);
            }
        }
    }
}
