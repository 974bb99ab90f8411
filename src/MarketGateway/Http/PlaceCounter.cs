namespace MarketGateway.Http;

/// <summary>
/// Counts how many places each owner has, and gives none more than its share. Safe for use by any thread.
/// </summary>
/// <param name="max">The share.</param>
internal sealed class PlaceCounter(int max)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = [];

    /// <summary>Gets the share.</summary>
    public int Max => max;

    /// <summary>Gets how many owners have a place.</summary>
    internal int Owners
    {
        get
        {
            lock (_gate)
            {
                return _taken.Count;
            }
        }
    }

    /// <summary>Gets how many places an owner has.</summary>
    public int Of(string owner)
    {
        lock (_gate)
        {
            return _taken.GetValueOrDefault(owner);
        }
    }

    /// <summary>Takes so many places, or none.</summary>
    public bool TryTake(string owner, int count = 1)
    {
        lock (_gate)
        {
            var taken = _taken.GetValueOrDefault(owner);
            if (taken > max - count)
            {
                return false;
            }

            _taken[owner] = taken + count;
            return true;
        }
    }

    public void Release(string owner, int count = 1)
    {
        lock (_gate)
        {
            if ((_taken[owner] -= count) == 0)
            {
                _taken.Remove(owner);
            }
        }
    }
}
