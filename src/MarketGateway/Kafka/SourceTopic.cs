using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Kafka;

/// <summary>One topic that is read, as the configuration has it. Immutable; one object per topic and process.</summary>
/// <param name="Number">Its place among the topics that are read.</param>
/// <param name="Name">Its name on the cluster.</param>
/// <param name="Topic">What it holds; of a mapped one: what it is mostly about.</param>
/// <param name="Source">The source's name; one object per source, which owns the symbols that it feeds.</param>
/// <param name="Mapping">How its records are read; null for the gateway's own format.</param>
internal sealed record SourceTopic(int Number, string Name, FeedTopic Topic, string Source, FeedMapping? Mapping)
{
    /// <summary>The source of the three topics of <c>Kafka:Topics</c>, where none is configured.</summary>
    public const string DefaultSource = "marketgateway";

    /// <summary>So many bits of a partition's number in the market are its number in its topic.</summary>
    private const int PartitionBits = 16;

    /// <summary>A topic that a pattern matches may have this many partitions.</summary>
    public const int MatchedPartitionsMax = 1 << MatchedPartitionBits;

    private const int MatchedPartitionBits = 12;

    /// <summary>Set in the numbers of their partitions, and so in no other's.</summary>
    private const int MatchedFlag = 1 << 30;

    private const int MatchedNumberMask = (1 << (30 - MatchedPartitionBits)) - 1;

    /// <summary>Gets the id of a topic that a pattern matches, or what stands in for it; null for one that is named.</summary>
    public string? Identity { get; init; }

    /// <summary>Gets its number in those of its partitions in the market; 0 for one that is named.</summary>
    public int MatchedNumber { get; init; }

    /// <summary>Gets a value indicating whether a pattern matches it, rather than that the configuration names it.</summary>
    public bool IsMatched => Identity is not null;

    /// <summary>
    /// Gets the number in the market of a partition: its own for the gateway's own topics, and one that no partition of
    /// another topic has for the others. The same on every replica: named topics are counted, and other names are another
    /// epoch; of a topic that a pattern matches it is made of its id, so one that is created anew has others.
    /// </summary>
    public int SinkPartition(int partition) => Mapping is null ? partition
        : IsMatched ? MatchedFlag | (MatchedNumber << MatchedPartitionBits) | partition
        : ((Number + 1) << PartitionBits) | partition;

    /// <summary>
    /// Makes a number above 0 of what tells a topic from all others. Where another has it already, the next that is free:
    /// one of two topics in a quarter of a million.
    /// </summary>
    public static int MatchedNumberOf(string identity, Predicate<int> isTaken)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(identity));
        int number = BinaryPrimitives.ReadInt32LittleEndian(hash) & MatchedNumberMask;
        while (number == 0 || isTaken(number))
        {
            number = (number + 1) & MatchedNumberMask;
        }

        return number;
    }

    /// <summary>Gets how many versions a record takes up.</summary>
    public int VersionsPerRecord => Mapping is { HoldsSeveral: true } ? FeedMapping.UpdatesPerRecordMax : 1;

    /// <summary>Lists the topics that the configuration names.</summary>
    /// <exception cref="MappingException">A mapping is wrong.</exception>
    public static SourceTopic[] Of(KafkaOptions options)
    {
        var topics = new List<SourceTopic>();
        if (options.IsReadingOwnTopics)
        {
            var own = options.Sources.FirstOrDefault(source => source.Value.Format == KafkaSourceFormat.MarketGateway);
            foreach (FeedTopic topic in Enum.GetValues<FeedTopic>())
            {
                topics.Add(new SourceTopic(topics.Count, options.Topics[topic], topic, own.Key ?? DefaultSource, null));
            }
        }

        foreach ((string source, KafkaSourceOptions settings) in options.Sources.OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            if (settings.Format == KafkaSourceFormat.MarketGateway)
            {
                continue;
            }

            FeedMapping mapping = SourceMapping.Read(settings.Mapping);
            foreach (string name in TopicText.NamesOf(settings.Topics).Order(StringComparer.Ordinal))
            {
                topics.Add(new SourceTopic(topics.Count, name, mapping.MainTopic, source, mapping));
            }
        }

        return [.. topics];
    }

    public override string ToString() => Name;
}
