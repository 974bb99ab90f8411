namespace MarketGateway.Core.Mapping;

/// <summary>The levels of one side, or of one list, as a record writes them. Reused from record to record.</summary>
internal sealed class LevelList
{
    private DecimalLevel[] _levels = new DecimalLevel[64];

    public int Count { get; private set; }

    public ReadOnlySpan<DecimalLevel> Levels => _levels.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(ReadOnlySpan<DecimalLevel> levels)
    {
        foreach (ref readonly var level in levels)
        {
            Add(level.Price, level.Size);
        }
    }

    public void Add(DecimalNumber price, DecimalNumber size)
    {
        if (Count == _levels.Length)
        {
            Array.Resize(ref _levels, Count * 2);
        }

        _levels[Count++] = new DecimalLevel(price, size);
    }
}
