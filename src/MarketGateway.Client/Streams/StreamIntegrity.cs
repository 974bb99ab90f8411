namespace MarketGateway.Client;

/// <summary>What the client can prove about one stream; a copy, taken at one moment.</summary>
public readonly record struct StreamIntegrity
{
    /// <summary>Gets how many data messages were applied.</summary>
    public long Messages { get; init; }

    /// <summary>Gets how many of them were snapshots.</summary>
    public long Snapshots { get; init; }

    /// <summary>Gets how many of them were deltas, trades, cancels or corrections.</summary>
    public long Deltas { get; init; }

    /// <summary>Gets how many of them were roll-ups of trades.</summary>
    public long Rollups { get; init; }

    /// <summary>Gets how often a resync was asked for.</summary>
    public long Resyncs { get; init; }

    /// <summary>Gets how many messages did not chain.</summary>
    public long ChainBreaks { get; init; }

    /// <summary>Gets how many times a book or quote did not have the gateway's checksum.</summary>
    public long ChecksumFailures { get; init; }

    /// <summary>Gets how many checksums were compared.</summary>
    public long ChecksumsVerified { get; init; }

    /// <summary>Gets how many messages contradicted themselves.</summary>
    public long Inconsistencies { get; init; }

    /// <summary>Gets how many messages were not what their kind says.</summary>
    public long Unreadable { get; init; }

    /// <summary>Gets how many messages were discarded while a resync was under way.</summary>
    public long Discarded { get; init; }

    /// <summary>Gets how many source updates lie between first and last version, as far as they are known.</summary>
    public long MergedTotal { get; init; }

    /// <summary>
    /// Gets how many jumps stand for an unknown number of source updates; 0: the account is complete.
    /// </summary>
    public long UnknownJumps { get; init; }

    /// <summary>Gets the version that the account began at.</summary>
    public long? FirstVersion { get; init; }

    /// <summary>Gets the last version held.</summary>
    public long? LastVersion { get; init; }

    /// <summary>
    /// Gets how often the account began anew: with a first snapshot after a resync, after a reconnect that could not be
    /// resumed, or in a new epoch.
    /// </summary>
    public long AccountRestarts { get; init; }

    /// <summary>Gets a value indicating whether every message could be read, chained and had the right checksum.</summary>
    public bool IsIntact => ChainBreaks == 0 && ChecksumFailures == 0 && Inconsistencies == 0 && Unreadable == 0;

    /// <summary>
    /// Gets a value indicating whether the number of source updates since the first version is known.
    /// </summary>
    public bool IsAccountComplete => UnknownJumps == 0;
}
