namespace MarketGateway.Shards;

/// <summary>One shard of the deployment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Where its clients connect: an address, or a path on the same host.</param>
/// <param name="Partitions">Its partitions; null where shards are by topic.</param>
public sealed record Shard(string Name, string Url, IReadOnlyList<int>? Partitions);
