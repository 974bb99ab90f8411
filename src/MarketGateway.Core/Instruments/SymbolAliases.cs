using System.Collections.Concurrent;

namespace MarketGateway.Core.Instruments;

/// <summary>
/// Names that stand for a symbol, as a continuous name does for the contract of now, or for another such name. Written by
/// feed threads, read by any.
/// </summary>
/// <param name="countMax">How many there may be.</param>
public sealed class SymbolAliases(int countMax)
{
    /// <summary>So many names may stand for one another in a row: a root, a continuous name, its contract, and some more.</summary>
    public const int StepsMax = 8;

    private readonly ConcurrentDictionary<string, string> _targets = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _revision;

    /// <summary>Gets how often one of them has changed.</summary>
    public int Revision => Volatile.Read(ref _revision);

    /// <summary>Gets all of them with what each stands for, sorted.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All =>
        [.. _targets.OrderBy(static pair => pair.Key, StringComparer.Ordinal)];

    /// <summary>Lets a name stand for a symbol; false when there are as many as there may be.</summary>
    /// <param name="alias">The name, in its normal form.</param>
    /// <param name="symbol">The symbol, or another such name.</param>
    /// <param name="before">What it stood for before; null: nothing.</param>
    public bool TrySet(string alias, string symbol, out string? before)
    {
        lock (_gate)
        {
            if (!_targets.TryGetValue(alias, out before) && _targets.Count >= countMax)
            {
                return false;
            }

            symbol = SymbolNormalForm.Of(symbol);
            _targets[alias] = symbol;
            if (before != symbol)
            {
                Volatile.Write(ref _revision, _revision + 1);
            }

            return true;
        }
    }

    /// <summary>Lets a name stand for nothing; false when it did not.</summary>
    public bool Remove(string alias, out string? before)
    {
        lock (_gate)
        {
            if (!_targets.TryRemove(alias, out before))
            {
                return false;
            }

            Volatile.Write(ref _revision, _revision + 1);
            return true;
        }
    }

    /// <summary>Forgets all: the log was replaced.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _targets.Clear();
            Volatile.Write(ref _revision, _revision + 1);
        }
    }

    /// <summary>
    /// Follows a name to what stands for nothing else; the name itself where it is none of them. Null, and what is wrong,
    /// where that leads round or too far.
    /// </summary>
    public string? Follow(string name, out string? fault)
    {
        fault = null;
        if (_targets.IsEmpty)
        {
            return name;
        }

        var way = new List<string> { SymbolNormalForm.Of(name) };
        while (_targets.TryGetValue(way[^1], out var next))
        {
            var isRound = way.Contains(next);
            way.Add(next);
            if (isRound || way.Count > StepsMax + 1)
            {
                fault = $"'{string.Join("' stands for '", way)}'" + (isRound ? ", and so on" : $", and for more: {StepsMax} in a row are the most");
                return null;
            }
        }

        return way.Count == 1 ? name : way[^1];
    }
}
