namespace MarketGateway.Shards;

/// <summary>One shard: an entry of <c>Shards:Members</c>, under its name.</summary>
public sealed record ShardMemberOptions
{
    /// <summary>
    /// Gets where its clients connect: <c>wss://host/a/v1/stream</c>, or a path such as <c>/a/v1/stream</c> on the host
    /// that was asked. No default.
    /// </summary>
    public string? Url { get; init; }

    /// <summary>Gets its partitions of books and ticks, <c>0-3</c> or <c>0,2,5</c>. Defaults to none.</summary>
    /// <remarks>Either all shards have some, or none has: then each reads topics of its own.</remarks>
    public string? Partitions { get; init; }
}
