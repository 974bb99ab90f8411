namespace MarketGateway.Core.Mapping;

/// <summary>
/// The newest deltas of a symbol whose book is not to be trusted: a venue whose snapshots are asked for may send one that
/// is older than deltas before it, and it is right only together with those. Of bounded size; owned by a decoder.
/// </summary>
internal sealed class HeldDeltas
{
    /// <summary>Some minutes of a venue that sends ten a second: longer than any snapshot is under way.</summary>
    private const int CountMax = 2048;

    /// <summary>As many levels as the largest record has by default.</summary>
    private const int LevelsMax = 20_000;

    private readonly Queue<Held> _deltas = new();
    private int _levelCount;

    public void Clear()
    {
        _deltas.Clear();
        _levelCount = 0;
    }

    /// <summary>Holds a delta that stands for the numbers from one to another; the oldest go when there are too many.</summary>
    public void Add(long first, long last, LevelList bids, LevelList asks)
    {
        _deltas.Enqueue(new Held(first, last, bids.Levels.ToArray(), asks.Levels.ToArray()));
        _levelCount += bids.Count + asks.Count;
        while (_deltas.Count > CountMax || (_levelCount > LevelsMax && _deltas.Count > 0))
        {
            var oldest = _deltas.Dequeue();
            _levelCount -= oldest.Bids.Length + oldest.Asks.Length;
        }
    }

    /// <summary>
    /// Adds to the levels of a snapshot what the deltas after its number say, as far as they follow each other; returns the
    /// number of the last.
    /// </summary>
    public long Continue(long sequence, LevelList bids, LevelList asks)
    {
        var next = sequence + 1;
        foreach (var delta in _deltas)
        {
            if (delta.Last < next)
            {
                continue;
            }

            if (delta.First > next)
            {
                break;
            }

            bids.Add(delta.Bids);
            asks.Add(delta.Asks);
            next = delta.Last + 1;
        }

        return next - 1;
    }

    private sealed record Held(long First, long Last, DecimalLevel[] Bids, DecimalLevel[] Asks);
}
