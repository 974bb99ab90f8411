using System.Diagnostics;

namespace MarketGateway.Core.Books;

/// <summary>
/// The price levels of one side, sorted, the best one last: nearly all changes happen near the best price, so an
/// insertion there moves few levels. Owned by an <see cref="OrderBook"/>.
/// </summary>
/// <remarks>
/// Prices are kept as <em>keys</em>: the price itself for bids, its negative for asks, so that a greater key is always
/// the better price and both sides share one code.
/// </remarks>
public sealed class BookSide(Side side)
{
    /// <summary>The key below every price: an edge that says "everything is held".</summary>
    public const long Unbounded = long.MinValue;

    /// <summary>The rank of a change that changed nothing.</summary>
    public const int Unchanged = -1;

    private readonly long _sign = side == Side.Bid ? 1 : -1;
    private long[] _keys = new long[16];
    private long[] _sizes = new long[16];

    /// <summary>How many orders stand at each level, 0: not known; null while no record has told of any.</summary>
    private int[]? _orders;

    public int Count { get; private set; }

    /// <summary>Gets the level at a rank: 0 is the best, <see cref="Count"/> - 1 the worst.</summary>
    public PriceLevel this[int rank]
    {
        get
        {
            Debug.Assert((uint)rank < (uint)Count, "a rank is below the count");
            var index = Count - 1 - rank;
            return new PriceLevel(_keys[index] * _sign, _sizes[index]);
        }
    }

    /// <summary>Gets a value indicating whether a record has told how many orders stand at a level.</summary>
    public bool HasOrders => _orders is not null;

    public long KeyOf(long price) => price * _sign;

    public long PriceOf(long key) => key * _sign;

    /// <summary>Gets the key at a rank.</summary>
    public long KeyAt(int rank) => _keys[Count - 1 - rank];

    /// <summary>Gets the size at a key; 0 when there is no such level.</summary>
    public long SizeAt(long key)
    {
        var index = IndexOf(key);
        return index >= 0 ? _sizes[index] : 0;
    }

    /// <summary>Gets how many orders stand at a key; 0: not known, or no such level.</summary>
    public int OrdersAt(long key)
    {
        var index = _orders is null ? -1 : IndexOf(key);
        return index >= 0 ? _orders![index] : 0;
    }

    /// <summary>Gets the rank of the worst level at or above a key; -1: there is none.</summary>
    public int RankFrom(long key)
    {
        var index = IndexOf(key);
        return Count - 1 - (index >= 0 ? index : ~index);
    }

    /// <summary>
    /// Sets how many orders stand at a level that is there, 0: not known. Returns its rank, or <see cref="Unchanged"/>.
    /// </summary>
    public int SetOrders(long price, int orders)
    {
        if (_orders is null)
        {
            if (orders == 0)
            {
                return Unchanged;
            }

            _orders = new int[_keys.Length];
        }

        var index = IndexOf(KeyOf(price));
        if (index < 0 || _orders[index] == orders)
        {
            return Unchanged;
        }

        _orders[index] = orders;
        return Count - 1 - index;
    }

    /// <summary>
    /// Gets the key of the worst level that a client with this depth holds: <see cref="Unbounded"/> when it holds the
    /// whole side (no depth limit, or fewer levels than the depth).
    /// </summary>
    public long EdgeKey(int depth) => depth == 0 || Count < depth ? Unbounded : KeyAt(depth - 1);

    /// <summary>Gets how many levels a client with this depth holds.</summary>
    public int CountWithin(int depth) => depth == 0 ? Count : Math.Min(depth, Count);

    /// <summary>
    /// Sets the total size at a price; 0 removes the level. Returns the rank that the level has (or had), or
    /// <see cref="Unchanged"/> when the book was like that already.
    /// </summary>
    public int Set(long price, long size, out long previousSize)
    {
        var key = KeyOf(price);
        var index = IndexOf(key);
        if (index >= 0)
        {
            previousSize = _sizes[index];
            return previousSize == size ? Unchanged : Replace(index, size);
        }

        previousSize = 0;
        return size == 0 ? Unchanged : Insert(~index, key, size);
    }

    public void Clear() => Count = 0;

    /// <summary>Becomes the best levels of another side, as many as a client with this depth holds.</summary>
    public void CopyTop(BookSide other, int depth)
    {
        ArgumentNullException.ThrowIfNull(other);
        var count = other.CountWithin(depth);
        if (_keys.Length < count)
        {
            _keys = new long[other._keys.Length];
            _sizes = new long[other._keys.Length];
            _orders = null;
        }

        var first = other.Count - count;
        other._keys.AsSpan(first, count).CopyTo(_keys);
        other._sizes.AsSpan(first, count).CopyTo(_sizes);
        if (other._orders is not null)
        {
            _orders ??= new int[_keys.Length];
            other._orders.AsSpan(first, count).CopyTo(_orders);
        }
        else
        {
            _orders = null;
        }

        Count = count;
    }

    private int Replace(int index, long size)
    {
        var rank = Count - 1 - index;
        if (size != 0)
        {
            _sizes[index] = size;
            return rank;
        }

        Count--;
        Array.Copy(_keys, index + 1, _keys, index, rank);
        Array.Copy(_sizes, index + 1, _sizes, index, rank);
        if (_orders is not null)
        {
            Array.Copy(_orders, index + 1, _orders, index, rank);
        }

        return rank;
    }

    private int Insert(int index, long key, long size)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _sizes, Count * 2);
            if (_orders is not null)
            {
                Array.Resize(ref _orders, Count * 2);
            }
        }

        var rank = Count - index;
        Array.Copy(_keys, index, _keys, index + 1, rank);
        Array.Copy(_sizes, index, _sizes, index + 1, rank);
        if (_orders is not null)
        {
            Array.Copy(_orders, index, _orders, index + 1, rank);
            _orders[index] = 0;
        }

        _keys[index] = key;
        _sizes[index] = size;
        Count++;
        return rank;
    }

    private int IndexOf(long key) => _keys.AsSpan(0, Count).BinarySearch(key);
}
