using System.Collections.Concurrent;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// From where on each partition of a topic is known without a hole: where this process began to read it, or where it went
/// on after a loss. Written by feed threads, each for its own partitions.
/// </summary>
internal sealed class PartitionStarts
{
    private const long Unknown = -1;

    /// <summary>Partitions of the gateway's own topics, which are looked up at every record; those of others lie beyond.</summary>
    private const int NearCount = 1 << 16;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<int, long> _far = new();
    private long[] _starts = [];

    /// <summary>Notes a record; the first one of its partition is its start.</summary>
    public void Note(int partition, long offset)
    {
        if (partition >= NearCount)
        {
            _far.TryAdd(partition, offset);
            return;
        }

        var starts = Volatile.Read(ref _starts);
        if ((uint)partition >= (uint)starts.Length || Volatile.Read(ref starts[partition]) == Unknown)
        {
            Set(partition, offset);
        }
    }

    /// <summary>Notes that what lies before an offset is not known: records were lost before they were read.</summary>
    public void MoveTo(int partition, long offset)
    {
        if (partition >= NearCount)
        {
            _far[partition] = offset;
            return;
        }

        Set(partition, offset);
    }

    /// <summary>Gets the offset of the first record that was read from a partition, of which one was.</summary>
    public long Of(int partition) =>
        partition >= NearCount ? _far[partition] : Volatile.Read(ref Volatile.Read(ref _starts)[partition]);

    /// <summary>Forgets all: the log was replaced.</summary>
    public void Clear()
    {
        _far.Clear();
        lock (_gate)
        {
            Volatile.Write(ref _starts, []);
        }
    }

    private void Set(int partition, long offset)
    {
        lock (_gate)
        {
            var starts = new long[Math.Max(_starts.Length, partition + 1)];
            Array.Fill(starts, Unknown);
            _starts.CopyTo(starts, 0);
            starts[partition] = offset;
            Volatile.Write(ref _starts, starts);
        }
    }
}
