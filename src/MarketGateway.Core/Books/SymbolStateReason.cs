namespace MarketGateway.Core.Books;

/// <summary>Why a symbol is in its state; the names, in snake case, are those of the wire.</summary>
public enum SymbolStateReason
{
    Ok = 0,
    NoData,
    SequenceGap,
    Crossed,
    BadRecord,
    FeedUnreachable,

    /// <summary>Records of the symbol's partition were gone before they were read.</summary>
    RecordsLost,

    /// <summary>Records of the symbol lie in two partitions, and which is newer contradicts itself.</summary>
    PartitionConflict,
}
