using System.Text.RegularExpressions;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Kafka;

/// <summary>
/// The topics that are read: those that the configuration names, and those that its patterns match, as they appear on the
/// cluster. Added to by the feed's watch; read by anybody.
/// </summary>
internal sealed class SourceTopics
{
    /// <summary>As many topics as there are numbers for in the market.</summary>
    public const int CountMax = 1024;

    private readonly ILogger _logger;
    private readonly Pattern[] _patterns;
    private readonly HashSet<string> _named;
    private readonly HashSet<string> _refused = [];
    private SourceTopic[] _all;

    /// <exception cref="MappingException">A mapping is wrong.</exception>
    public SourceTopics(KafkaOptions options, ILogger logger)
    {
        _logger = logger;
        _all = SourceTopic.Of(options);
        _named = [.. _all.Select(topic => topic.Name)];
        _patterns =
        [
            .. options.Sources.Where(source => source.Value.Format != KafkaSourceFormat.MarketGateway)
                .OrderBy(source => source.Key, StringComparer.Ordinal)
                .SelectMany(source => TopicText.PatternsOf(source.Value.Topics).Select(text =>
                    new Pattern(source.Key, text, TopicText.Compile(text), SourceMapping.Read(source.Value.Mapping)))),
        ];
    }

    /// <summary>Gets the topics by their numbers, a list that is replaced, never changed.</summary>
    public IReadOnlyList<SourceTopic> All => Volatile.Read(ref _all);

    /// <summary>Gets those that the configuration names.</summary>
    public IEnumerable<SourceTopic> Named => All.Where(topic => !topic.IsMatched);

    /// <summary>Gets how many there can be, for what is counted by a topic's number.</summary>
    public int Capacity => _patterns.Length == 0 ? _all.Length : CountMax;

    public bool HasPatterns => _patterns.Length > 0;

    /// <summary>Gets the patterns as the configuration has them, with the source of each.</summary>
    public IReadOnlyList<string> Patterns => Array.ConvertAll(_patterns, pattern => $"{pattern.Source}={pattern.Text}");

    /// <summary>Gets what is read, in words.</summary>
    public string Description =>
        string.Join(", ", Named.Select(topic => topic.Name).Concat(_patterns.Select(pattern => pattern.Text)));

    /// <summary>Says whether a topic of the cluster is one that a pattern matches, and no name is.</summary>
    public bool IsMatch(string topic) =>
        !_named.Contains(topic) && Array.Exists(_patterns, pattern => TopicText.IsMatch(pattern.Regex, topic));

    /// <summary>Warns of patterns that match none of the topics.</summary>
    public void ReportUnmatched(IReadOnlyCollection<string> topics)
    {
        foreach (Pattern pattern in _patterns)
        {
            if (!topics.Any(topic => TopicText.IsMatch(pattern.Regex, topic)))
            {
                _logger.PatternUnmatched(pattern.Text, pattern.Source);
            }
        }
    }

    /// <summary>
    /// Finds or adds a topic that a pattern matches; null: it cannot be read, which is said once. One that was created
    /// anew under its name is another topic with the same number.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="identity">Its id, or what stands in for it.</param>
    /// <param name="partitionCount">How many partitions it has.</param>
    public SourceTopic? Follow(string name, string identity, int partitionCount)
    {
        SourceTopic? known = Array.Find(_all, topic => topic.IsMatched && topic.Name == name);
        if (known?.Identity == identity)
        {
            return known;
        }

        Pattern[] matching = Array.FindAll(_patterns, pattern => TopicText.IsMatch(pattern.Regex, name));
        if (WhyNot(matching, known, partitionCount) is { } reason)
        {
            if (_refused.Add(name))
            {
                _logger.TopicRefused(name, reason);
            }

            return null;
        }

        _refused.Remove(name);
        Pattern pattern = matching[0];
        var added = new SourceTopic(known?.Number ?? _all.Length, name, pattern.Mapping.MainTopic, pattern.Source, pattern.Mapping)
        {
            Identity = identity,
            MatchedNumber = SourceTopic.MatchedNumberOf(
                $"{name}={identity}", number => Array.Exists(_all, topic => topic.MatchedNumber == number)),
        };
        Volatile.Write(ref _all, [.. _all[..added.Number], added, .. _all[Math.Min(added.Number + 1, _all.Length)..]]);
        return added;
    }

    private string? WhyNot(Pattern[] matching, SourceTopic? known, int partitionCount)
    {
        string[] sources = [.. matching.Select(pattern => pattern.Source).Distinct()];
        if (sources.Length > 1)
        {
            return $"it matches patterns of the sources {string.Join(" and ", sources)}, and a topic is read by one source";
        }

        if (partitionCount > SourceTopic.MatchedPartitionsMax)
        {
            return $"it has {partitionCount} partitions, and one that a pattern matches may have {SourceTopic.MatchedPartitionsMax}";
        }

        return known is null && _all.Length == CountMax ? $"{CountMax} topics are read already" : null;
    }

    private sealed record Pattern(string Source, string Text, Regex Regex, FeedMapping Mapping);
}
