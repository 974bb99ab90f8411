using System.Collections.Concurrent;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// What is known of partitions beside their records: which are unreachable, and of which records were lost before they
/// were read. Written and read by feed threads; asked when a symbol begins to come from a partition.
/// </summary>
internal sealed class PartitionStates
{
    private readonly ConcurrentDictionary<(FeedTopic Topic, int Partition), SymbolStatus> _unreachable = new();
    private readonly ConcurrentDictionary<(FeedTopic Topic, int Partition), bool> _lossy = new();

    /// <summary>Gets the status that all symbols of an unreachable partition share; null when it is reachable.</summary>
    public SymbolStatus? Unreachable(FeedTopic topic, int partition) => _unreachable.GetValueOrDefault((topic, partition));

    /// <summary>Notes that a partition is unreachable; null: it is reachable again.</summary>
    public void SetUnreachable(FeedTopic topic, int partition, SymbolStatus? status)
    {
        if (status is null)
        {
            _unreachable.TryRemove((topic, partition), out _);
        }
        else
        {
            _unreachable[(topic, partition)] = status;
        }
    }

    /// <summary>Says whether records of a partition were lost since the process began to read it.</summary>
    public bool HasLost(FeedTopic topic, int partition) => _lossy.ContainsKey((topic, partition));

    public void MarkLost(FeedTopic topic, int partition) => _lossy[(topic, partition)] = true;

    /// <summary>Forgets all: the log was replaced.</summary>
    public void Clear()
    {
        _unreachable.Clear();
        _lossy.Clear();
    }
}
