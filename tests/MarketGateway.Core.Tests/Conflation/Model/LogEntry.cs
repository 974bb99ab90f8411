using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Conflation.Model;

/// <summary>One record of the log; without <paramref name="Fill"/> a bad one or, among instruments, a new epoch.</summary>
internal sealed record LogEntry(FeedTopic Topic, long Offset, Action<FeedUpdate>? Fill, MarketTruth After);
