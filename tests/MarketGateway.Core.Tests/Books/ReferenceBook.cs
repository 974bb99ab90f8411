using System.IO.Hashing;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>An order book as simple as it can be: what the fast one is held against.</summary>
internal sealed class ReferenceBook
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((x, y) => y.CompareTo(x)));
    private readonly SortedDictionary<long, long> _asks = [];

    public IReadOnlyDictionary<long, long> Bids => _bids;

    public IReadOnlyDictionary<long, long> Asks => _asks;

    public bool IsCrossed => _bids.Count > 0 && _asks.Count > 0 && _bids.First().Key > _asks.First().Key;

    /// <summary>The checksum of schemas/wire over the best ten of each side, down to a depth (0: all).</summary>
    public static uint Checksum(IEnumerable<PriceLevel> bids, IEnumerable<PriceLevel> asks)
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        foreach (var level in bids.Take(10).Concat(asks.Take(10)))
        {
            writer.Write(level.Price);
            writer.Write(level.Size);
        }

        return Crc32.HashToUInt32(bytes.ToArray());
    }

    /// <summary>The same where each level says how many orders stand there.</summary>
    public static uint Checksum(
        IEnumerable<PriceLevel> bids, IEnumerable<PriceLevel> asks, Func<long, long> bidOrders, Func<long, long> askOrders)
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        foreach (var (levels, orders) in new[] { (bids, bidOrders), (asks, askOrders) })
        {
            foreach (var level in levels.Take(10))
            {
                writer.Write(level.Price);
                writer.Write(level.Size);
                writer.Write(orders(level.Price));
            }
        }

        return Crc32.HashToUInt32(bytes.ToArray());
    }

    public void Apply(IEnumerable<PriceLevel> bids, IEnumerable<PriceLevel> asks)
    {
        Apply(_bids, bids);
        Apply(_asks, asks);
    }

    public void Replace(IEnumerable<PriceLevel> bids, IEnumerable<PriceLevel> asks)
    {
        Clear();
        Apply(bids, asks);
    }

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    /// <summary>The best levels of a side, best first; 0 for all.</summary>
    public PriceLevel[] Top(Side side, int depth)
    {
        var levels = (side == Side.Bid ? _bids : _asks).Select(level => new PriceLevel(level.Key, level.Value));
        return [.. depth == 0 ? levels : levels.Take(depth)];
    }

    public void Truncate(int depth)
    {
        foreach (var side in depth == 0 ? [] : new[] { _bids, _asks })
        {
            foreach (var price in side.Keys.Skip(depth).ToList())
            {
                side.Remove(price);
            }
        }
    }

    private static void Apply(SortedDictionary<long, long> side, IEnumerable<PriceLevel> levels)
    {
        foreach (var level in levels)
        {
            if (level.Size == 0)
            {
                side.Remove(level.Price);
            }
            else
            {
                side[level.Price] = level.Size;
            }
        }
    }
}
