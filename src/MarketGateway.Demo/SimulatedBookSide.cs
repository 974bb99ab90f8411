namespace MarketGateway.Demo;

/// <summary>
/// One side of a simulated book, prices in tick sizes, sorted from worst to best: what changes most is at the end,
/// where inserting and removing move the least.
/// </summary>
/// <param name="sign">+1 for bids (higher is better), -1 for asks.</param>
internal sealed class SimulatedBookSide(int sign)
{
    /// <summary>The levels that a book always has, and the most it ever has.</summary>
    internal const int CountMin = 25;
    internal const int CountMax = 200;

    /// <summary>Within a step a side may grow beyond that, before it is cut back.</summary>
    private const int Capacity = CountMax + 32;

    private readonly int _sign = sign;
    private long[] _prices = new long[64];
    private long[] _sizes = new long[64];

    public int Count { get; private set; }

    public int Sign => _sign;

    public long BestPrice => _prices[Count - 1];

    public long BestSize => _sizes[Count - 1];

    public long WorstPrice => _prices[0];

    public long PriceAt(int fromBest) => _prices[Count - 1 - fromBest];

    public long SizeAt(int fromBest) => _sizes[Count - 1 - fromBest];

    public void SetSizeAt(int fromBest, long size) => _sizes[Count - 1 - fromBest] = size;

    /// <summary>Says whether a price is better than another on this side.</summary>
    public bool IsBetter(long price, long than) => (price - than) * _sign > 0;

    public void RemoveAt(int fromBest)
    {
        var index = Count - 1 - fromBest;
        Array.Copy(_prices, index + 1, _prices, index, fromBest);
        Array.Copy(_sizes, index + 1, _sizes, index, fromBest);
        Count--;
    }

    /// <summary>Inserts a level that is worse than the given number of levels and better than the rest.</summary>
    public void InsertAt(int fromBest, long price, long size)
    {
        if (Count == _prices.Length)
        {
            Array.Resize(ref _prices, Math.Min(Count * 2, Capacity));
            Array.Resize(ref _sizes, Math.Min(Count * 2, Capacity));
        }

        var index = Count - fromBest;
        Array.Copy(_prices, index, _prices, index + 1, fromBest);
        Array.Copy(_sizes, index, _sizes, index + 1, fromBest);
        _prices[index] = price;
        _sizes[index] = size;
        Count++;
    }
}
