using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// How far each partition of a topic has been applied, and all who follow its symbols notified of it. Written by feed
/// threads, each for its own partitions; read by lanes.
/// </summary>
public sealed class PartitionOffsets
{
    private readonly ConcurrentDictionary<int, StrongBox<long>> _offsets = new();

    /// <summary>Gets the offset of the newest record that was applied; -1 before the first.</summary>
    public long this[int partition] =>
        _offsets.TryGetValue(partition, out var offset) ? Volatile.Read(ref offset.Value) : -1;

    /// <summary>Copies all, as they are one after the other.</summary>
    public void CopyTo(IDictionary<int, long> offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        foreach (var (partition, offset) in _offsets)
        {
            offsets[partition] = Volatile.Read(ref offset.Value);
        }
    }

    internal void Set(int partition, long offset)
    {
        if (!_offsets.TryGetValue(partition, out var held))
        {
            held = _offsets.GetOrAdd(partition, static _ => new StrongBox<long>(-1));
        }

        Volatile.Write(ref held.Value, offset);
    }

    /// <summary>Forgets all: the log was replaced.</summary>
    internal void Clear() => _offsets.Clear();
}
