namespace MarketGateway.Client;

/// <summary>The last sign of life of the gateway, and how far it has read the feed.</summary>
/// <param name="Time">The gateway's clock when it was sent.</param>
/// <param name="ReceivedAt">Our clock when it came.</param>
/// <param name="Topics">How far each topic has been read.</param>
public sealed record FeedHeartbeat(
    DateTimeOffset Time, DateTimeOffset ReceivedAt, IReadOnlyList<TopicProgress> Topics)
{
    /// <summary>Gets how many records wait in Kafka in all; null: unknown.</summary>
    public long? Lag => Topics.Any(static topic => topic.Lag is null) ? null : Topics.Sum(static topic => topic.Lag);

    /// <summary>Gets how old the newest record of all topics was when the heartbeat was sent; null: none yet.</summary>
    public TimeSpan? Age => Time - Topics.Max(static topic => topic.Newest);
}
