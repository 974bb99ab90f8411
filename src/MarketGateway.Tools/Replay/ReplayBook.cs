using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Tools.Replay;

/// <summary>A symbol's book as the replay has published it, to publish it again as a snapshot.</summary>
internal sealed class ReplayBook
{
    private readonly Dictionary<long, long> _bids = [];
    private readonly Dictionary<long, long> _asks = [];

    /// <summary>Gets whether a snapshot was seen: without one, the levels are not the whole book.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Gets the time of the last snapshot, from the file or repeated.</summary>
    public long SnapshotAt { get; set; }

    public int LevelCount => _bids.Count + _asks.Count;

    public void Apply(FeedUpdate update)
    {
        if (update.Kind == FeedUpdateKind.BookSnapshot)
        {
            _bids.Clear();
            _asks.Clear();
            IsWhole = true;
            SnapshotAt = update.OccurredAt;
        }

        Apply(_bids, update.Bids);
        Apply(_asks, update.Asks);
    }

    /// <summary>Adds up to <paramref name="take"/> levels to an update, after skipping as many of all.</summary>
    public void CopyTo(FeedUpdate update, int skip, int take)
    {
        foreach (var (price, size) in _bids.Skip(skip).Take(take))
        {
            update.AddBid(new PriceLevel(price, size));
        }

        foreach (var (price, size) in _asks.Skip(Math.Max(0, skip - _bids.Count)).Take(take - update.BidCount))
        {
            update.AddAsk(new PriceLevel(price, size));
        }
    }

    private static void Apply(Dictionary<long, long> side, ReadOnlySpan<PriceLevel> levels)
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
