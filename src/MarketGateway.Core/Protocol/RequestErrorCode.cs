namespace MarketGateway.Core.Protocol;

/// <summary>Why a request, or one symbol of it, was refused; names on the wire in snake case (schemas/wire, section 4).</summary>
public enum RequestErrorCode
{
    Malformed,
    UnknownOp,
    UnknownField,
    MissingField,
    WrongType,
    OutOfRange,
    TooMany,
    HelloLate,
    RateLimited,
    UnknownSymbol,
    BadPattern,
    AlreadySubscribed,
    NotSubscribed,
    LimitSubscriptions,
    LimitPatterns,
    FilteredOut,
    BadCombination,
    NotAllowed,
    Unauthorized,
    WrongShard,
    BadAlias,
}
