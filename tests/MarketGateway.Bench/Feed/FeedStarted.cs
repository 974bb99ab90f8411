namespace MarketGateway.Bench.Feed;

/// <summary>Where the feed publishes, and what.</summary>
internal sealed record FeedStarted(string BootstrapServers, string TopicPrefix, IReadOnlyList<string> Symbols);
