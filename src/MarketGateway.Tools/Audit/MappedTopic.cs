using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Tools.Audit;

/// <summary>A topic in another format than the gateway's own, and how the gateway reads it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mapping">The mapping of its source.</param>
/// <param name="Reader">Makes JSON of its values; null where they are.</param>
internal sealed record MappedTopic(string Name, FeedMapping Mapping, IValueReader? Reader)
{
    /// <summary>The bits of a partition's number in the market that say which of its topic it is.</summary>
    private const int PartitionMask = 0xFFFF;

    /// <summary>Set in the numbers of those whose topic a pattern matches: of these, fewer bits are the partition's.</summary>
    private const int MatchedFlag = 1 << 30;

    private const int MatchedPartitionMask = 0xFFF;

    /// <summary>Says whether the versions of a stream are of a mapped topic.</summary>
    public static bool Feeds(HeldStream stream) => stream.Partition > PartitionMask;

    /// <summary>Gets what tells the topic of a partition in the market from all others.</summary>
    public static int TopicOf(int partition) => partition & ~PartitionMaskOf(partition);

    /// <summary>Gets which partition of its topic it is.</summary>
    public static int PartitionOf(int partition) => partition & PartitionMaskOf(partition);

    private static int PartitionMaskOf(int partition) => (partition & MatchedFlag) != 0 ? MatchedPartitionMask : PartitionMask;
}
