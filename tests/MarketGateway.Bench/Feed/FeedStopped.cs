namespace MarketGateway.Bench.Feed;

/// <summary>What a feed has published.</summary>
/// <param name="Published">Records since it began to go.</param>
/// <param name="LatestBy">By how many milliseconds a record was published later than it was due, at worst.</param>
/// <param name="Truth">By symbol.</param>
internal sealed record FeedStopped(long Published, double LatestBy, Dictionary<string, SymbolTruth> Truth);
