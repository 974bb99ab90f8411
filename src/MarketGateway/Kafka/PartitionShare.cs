using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// The part of the market that this replica reads: some partitions of books and ticks. Definitions are read all, and those
/// of other symbols left out, as their topic may have another number of partitions.
/// </summary>
internal sealed class PartitionShare
{
    private readonly bool[] _isRead;

    /// <param name="partitions">The partitions that are read.</param>
    /// <param name="partitionCount">How many the topics have.</param>
    public PartitionShare(IEnumerable<int> partitions, int partitionCount)
    {
        _isRead = new bool[partitionCount];
        foreach (int partition in partitions)
        {
            _isRead[partition] = true;
        }
    }

    /// <summary>Says whether a partition of a topic is read.</summary>
    public bool Reads(FeedTopic topic, int partition) =>
        topic == FeedTopic.Instruments || (partition < _isRead.Length && _isRead[partition]);

    /// <summary>Says whether the records of a key are among those that are read.</summary>
    public bool IsHere(ReadOnlySpan<byte> key) => _isRead[KeyPartitioner.PartitionOf(key, _isRead.Length)];

    /// <summary>Says why a log cannot be read in parts; null: it can.</summary>
    public string? WhatIsWrong(LogDescription log) =>
        log.Topics.FirstOrDefault(topic => topic.Topic != FeedTopic.Instruments && topic.PartitionCount != _isRead.Length) is { } other
            ? $"Topic {other.Name} has {other.PartitionCount} partitions, and Shards:PartitionCount is {_isRead.Length}: "
                + "symbols would be looked for where they are not. Set it to the topic's number, in all shards at once."
            : null;
}
