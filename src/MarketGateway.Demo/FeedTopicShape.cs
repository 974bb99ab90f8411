namespace MarketGateway.Demo;

/// <summary>How topics are made for production, as <c>mgw topics check</c> would have them.</summary>
/// <param name="Partitions">How many partitions each has.</param>
/// <param name="Replicas">How many brokers hold each partition; null: three, or as many as there are.</param>
/// <param name="Retention">How long books and ticks are kept.</param>
public sealed record FeedTopicShape(int Partitions, int? Replicas, TimeSpan Retention);
