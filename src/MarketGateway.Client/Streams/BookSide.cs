namespace MarketGateway.Client;

/// <summary>
/// One side of a book. Sorted so that the best price stands last: that is where most changes are, and moving the tail
/// of an array is cheap.
/// </summary>
internal sealed class BookSide(bool isBid)
{
    private BookLevel[] _levels = new BookLevel[16];

    public int Count { get; private set; }

    /// <summary>The levels from best to worst: 0 is the best.</summary>
    public BookLevel this[int rank] => rank < Count
        ? _levels[Count - 1 - rank]
        : throw new ArgumentOutOfRangeException(nameof(rank));

    public void Clear() => Count = 0;

    public void Apply(BookLevel level)
    {
        var index = IndexOf(level.Price, out var isHeld);
        if (level.Size <= 0)
        {
            if (isHeld)
            {
                RemoveAt(index);
            }
        }
        else if (isHeld)
        {
            _levels[index] = level;
        }
        else
        {
            Insert(index, level);
        }
    }

    /// <summary>Keeps the best <paramref name="depth"/> levels.</summary>
    public void Truncate(int depth)
    {
        var excess = Count - depth;
        if (excess > 0)
        {
            Array.Copy(_levels, excess, _levels, 0, depth);
            Count = depth;
        }
    }

    public BookLevel[] Best(int levels)
    {
        var best = new BookLevel[Math.Min(levels, Count)];
        for (var i = 0; i < best.Length; i++)
        {
            best[i] = this[i];
        }

        return best;
    }

    private int IndexOf(long price, out bool isHeld)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _levels[middle].Price.CompareTo(price);
            if (order == 0)
            {
                isHeld = true;
                return middle;
            }

            if ((order < 0) == isBid)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        isHeld = false;
        return low;
    }

    private void Insert(int index, BookLevel level)
    {
        if (Count == _levels.Length)
        {
            Array.Resize(ref _levels, Count * 2);
        }

        Array.Copy(_levels, index, _levels, index + 1, Count - index);
        _levels[index] = level;
        Count++;
    }

    private void RemoveAt(int index)
    {
        Count--;
        Array.Copy(_levels, index + 1, _levels, index, Count - index);
    }
}
