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
}
