using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Where a session's client stands after a flush: for each partition the offset up to which it has seen all that its
/// streams showed, and by themselves only those streams that stand elsewhere. Filled by the session's lane.
/// </summary>
public sealed class SessionPositions
{
    /// <summary>Gets the name of the log.</summary>
    public string Epoch { get; internal set; } = "";

    /// <summary>Gets, for each partition, the offset and the sum of what its streams are identified by.</summary>
    public Dictionary<int, ResumeOffset> Partitions { get; } = [];

    /// <summary>Gets the streams that stand elsewhere.</summary>
    public List<StreamPosition> Streams { get; } = [];

    internal void Clear()
    {
        Partitions.Clear();
        Streams.Clear();
    }

    internal void Add(MarketStream stream, ResumePoint point, bool hasAll, IReadOnlyDictionary<int, long> offsets)
    {
        var generation = stream.Generation;
        if (!hasAll || point.Generation != generation.Name
            || !offsets.TryGetValue(generation.Partition, out var offset) || point.Version > offset)
        {
            Streams.Add(new StreamPosition(stream.Symbol.Symbol, point));
            return;
        }

        var identities = Partitions.GetValueOrDefault(generation.Partition).Identities;
        Partitions[generation.Partition] = new ResumeOffset(offset, unchecked(identities + stream.Identity));
    }
}
