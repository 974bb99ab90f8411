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

    /// <summary>
    /// Gets the number in the market of a partition: its own for the gateway's own topics, and one that no partition of
    /// another topic has for the others. The same on every replica with the same topics; other topics are another epoch.
    /// </summary>
    public int SinkPartition(int partition) => Mapping is null ? partition : ((Number + 1) << PartitionBits) | partition;

    /// <summary>Gets how many versions a record takes up.</summary>
    public int VersionsPerRecord => Mapping is { HoldsSeveral: true } ? FeedMapping.UpdatesPerRecordMax : 1;

    /// <summary>Lists the topics that are read.</summary>
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
            foreach (string name in NamesOf(settings.Topics).Order(StringComparer.Ordinal))
            {
                topics.Add(new SourceTopic(topics.Count, name, mapping.MainTopic, source, mapping));
            }
        }

        return [.. topics];
    }

    public static string[] NamesOf(string? topics) =>
        (topics ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => Name;
}
