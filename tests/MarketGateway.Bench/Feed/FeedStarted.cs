namespace MarketGateway.Bench.Feed;

/// <summary>Where the feed publishes, and what.</summary>
/// <param name="BootstrapServers">The cluster.</param>
/// <param name="TopicPrefix">What its topics are called.</param>
/// <param name="Symbols">All symbols.</param>
/// <param name="FetchLingerMs">How long brokers are asked to gather records before they answer a fetch.</param>
internal sealed record FeedStarted(
    string BootstrapServers, string TopicPrefix, IReadOnlyList<string> Symbols, int FetchLingerMs);
