namespace MarketGateway.Core.Mapping;

/// <summary>The levels of one side, or of one list, as a record writes them. Reused from record to record.</summary>
internal sealed class LevelList
{
    private DecimalLevel[] _levels = new DecimalLevel[64];

    public int Count { get; private set; }

    public ReadOnlySpan<DecimalLevel> Levels => _levels.AsSpan(0, Count);

    /// <summary>Gets a value indicating whether any of them says how many orders stand there.</summary>
    public bool HasOrders { get; private set; }

    public void Clear() => (Count, HasOrders) = (0, false);

    public void Add(ReadOnlySpan<DecimalLevel> levels)
    {
        foreach (ref readonly var level in levels)
        {
            Add(level.Price, level.Size, level.Orders);
        }
    }

    public void Add(DecimalNumber price, DecimalNumber size, int orders = 0)
    {
        if (Count == _levels.Length)
        {
            Array.Resize(ref _levels, Count * 2);
        }

        HasOrders |= orders != 0;
        _levels[Count++] = new DecimalLevel(price, size, orders);
    }
}
