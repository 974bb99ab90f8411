namespace MarketGateway.Admin;

/// <summary>What operators are shown of the feed.</summary>
internal interface IFeedInspection
{
    /// <summary>Gets where the market comes from: `kafka` or `simulation`.</summary>
    string Source { get; }

    /// <summary>Gets where each partition stands.</summary>
    IReadOnlyList<PartitionRow> Partitions { get; }

    /// <summary>Gets the last records that were skipped, by reason.</summary>
    IReadOnlyList<SkippedReason> Skipped { get; }
}
