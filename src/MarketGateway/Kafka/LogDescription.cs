using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MarketGateway.Kafka;

/// <summary>What the cluster says about the log of the feed: its topics, and which of them it does not have.</summary>
/// <param name="ClusterId">The cluster's own name, or null when it does not say.</param>
/// <param name="Topics">The topics that exist.</param>
/// <param name="Missing">The names of those that do not.</param>
internal sealed record LogDescription(
    string? ClusterId, IReadOnlyList<LogTopic> Topics, IReadOnlyList<string> Missing)
{
    private const int EpochBytes = 12;

    /// <summary>Gets the patterns of topics that are read.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    public LogTopic? Find(string name) => Topics.FirstOrDefault(candidate => candidate.Name == name);

    /// <summary>
    /// Names this log: the same text on every replica that reads it, another one when a topic was re-created. Topic ids
    /// are unique in the world; where a broker is too old to have them, the cluster's id and the topics' names stand
    /// in, and a re-created topic is known only by offsets that went backwards. Of topics that patterns match only the
    /// patterns count: they come and go, and the numbers of their partitions are made of their ids.
    /// </summary>
    public string Epoch()
    {
        var evidence = new StringBuilder();
        foreach (LogTopic topic in Topics.Where(topic => topic.Source is not { IsMatched: true }).OrderBy(topic => topic.Source?.Number ?? (int)topic.Topic))
        {
            evidence.Append(topic.Name).Append('=').Append(topic.Id ?? $"in {ClusterId}").Append('\n');
        }

        foreach (string pattern in Patterns)
        {
            evidence.Append(pattern).Append('\n');
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(evidence.ToString()));
        return Base64Url.EncodeToString(hash.AsSpan(0, EpochBytes));
    }
}
