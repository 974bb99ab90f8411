using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// The paths of one scope as a tree: one pass over a value finds them all. Built once by the parser of a mapping, then
/// read by every decoder.
/// </summary>
internal sealed class PathNode
{
    private readonly List<Named> _names = [];
    private readonly List<Indexed> _indexes = [];

    /// <summary>Gets or sets which slot the value here goes to; -1: none.</summary>
    public int Slot { get; set; } = -1;

    public bool HasNames => _names.Count > 0;

    public bool HasIndexes => _indexes.Count > 0;

    /// <summary>Gets the first position that no path leads to, nor any after it.</summary>
    public int IndexEnd { get; private set; }

    /// <summary>Finds or makes the node below a name of an object.</summary>
    public PathNode Below(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var known = _names.FindIndex(candidate => candidate.Name.AsSpan().SequenceEqual(bytes));
        if (known >= 0)
        {
            return _names[known].Node;
        }

        var node = new PathNode();
        _names.Add(new Named(bytes, node));
        return node;
    }

    /// <summary>Finds or makes the node below a position of an array.</summary>
    public PathNode Below(int index)
    {
        if (Find(index) is { } known)
        {
            return known;
        }

        var node = new PathNode();
        _indexes.Add(new Indexed(index, node));
        IndexEnd = Math.Max(IndexEnd, index + 1);
        return node;
    }

    /// <summary>Finds the node below the member that the reader stands at.</summary>
    public PathNode? Find(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            var name = reader.ValueSpan;
            foreach (ref readonly var candidate in CollectionsMarshal.AsSpan(_names))
            {
                if (name.SequenceEqual(candidate.Name))
                {
                    return candidate.Node;
                }
            }

            return null;
        }

        foreach (var candidate in _names)
        {
            if (reader.ValueTextEquals(candidate.Name))
            {
                return candidate.Node;
            }
        }

        return null;
    }

    public PathNode? Find(int index)
    {
        foreach (var candidate in _indexes)
        {
            if (candidate.Index == index)
            {
                return candidate.Node;
            }
        }

        return null;
    }

    private readonly record struct Named(byte[] Name, PathNode Node);

    private readonly record struct Indexed(int Index, PathNode Node);
}
