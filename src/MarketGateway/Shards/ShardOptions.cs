namespace MarketGateway.Shards;

/// <summary>
/// The deployment that this gateway is a part of, where one replica cannot read the whole market: the section
/// <c>Shards</c>, the same in all of it but for <see cref="Name"/>.
/// </summary>
public sealed record ShardOptions
{
    /// <summary>The name of the section.</summary>
    public const string SectionName = "Shards";

    /// <summary>Gets which of the shards this gateway is. Defaults to none: it serves all that it reads.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Gets how many partitions the topics of books and ticks have. Defaults to 0; needed where shards are by partition.
    /// </summary>
    /// <remarks>
    /// A symbol lies in partition murmur2(key) modulo this number, which is how Kafka's own producers place it. Where the
    /// topics have another number, the gateway ends and says so: it would look for symbols where they are not.
    /// </remarks>
    public int PartitionCount { get; init; }

    /// <summary>Gets the shards, by name. Defaults to none.</summary>
    public IReadOnlyDictionary<string, ShardMemberOptions> Members { get; init; } =
        new Dictionary<string, ShardMemberOptions>();
}
