using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// Where the feed stands, at one moment: what heartbeats, health and metrics tell. Immutable.
/// </summary>
/// <param name="Phase">What the feed is doing.</param>
/// <param name="Epoch">The name of the log that is read; null before the cluster was found.</param>
/// <param name="Topics">The topics that are read: first the gateway's own, in the order of <see cref="FeedTopic"/>.</param>
/// <param name="MissingTopics">The names of topics that the cluster does not have.</param>
public sealed record KafkaFeedStatus(
    KafkaFeedPhase Phase,
    string? Epoch,
    IReadOnlyList<KafkaTopicStatus> Topics,
    IReadOnlyList<string> MissingTopics)
{
    /// <summary>Gets whether the gateway has read all that was in the log when it began.</summary>
    public bool IsReady => Phase == KafkaFeedPhase.Ready;

    /// <summary>Gets whether news can arrive from every partition.</summary>
    public bool IsReachable => Topics.All(topic => topic.IsReachable);

    /// <summary>Gets how much of what was in the log at the start is read, 0 to 1.</summary>
    public double Progress
    {
        get
        {
            if (Phase is not KafkaFeedPhase.CatchingUp)
            {
                return IsReady ? 1 : 0;
            }

            double total = Topics.Sum(topic => topic.RecordsAtStart);
            double read = Topics.Sum(topic => topic.RecordsReadOfStart);
            return total > 0 ? read / total : 0;
        }
    }

    /// <summary>Gets how one of the gateway's own topics stands.</summary>
    public KafkaTopicStatus this[FeedTopic topic] => Topics.First(candidate => candidate.Topic == topic && !candidate.IsMapped);
}
