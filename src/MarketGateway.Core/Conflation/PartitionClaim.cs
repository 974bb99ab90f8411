namespace MarketGateway.Core.Conflation;

/// <summary>What a record says about which partition its symbol's state comes from.</summary>
internal enum PartitionClaim
{
    /// <summary>It comes from the partition that the state comes from.</summary>
    Own = 0,

    /// <summary>It comes from another one and is newer: the symbol has moved there.</summary>
    Newer,

    /// <summary>It is newer by Kafka's time and older by the venue's: follow it, and do not trust it yet.</summary>
    NewerInDoubt,

    /// <summary>It comes from another one and is older than all that the state was made of: history.</summary>
    Superseded,

    /// <summary>It is older than the newest record of the state and newer than its base, or its times contradict.</summary>
    SupersededInDoubt,
}
