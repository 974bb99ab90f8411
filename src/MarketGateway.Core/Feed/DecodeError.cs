namespace MarketGateway.Core.Feed;

/// <summary>
/// Why a record of the feed was skipped. A closed set: its names, in snake case, are the reasons of schemas/kafka,
/// of the log and of the metric tag.
/// </summary>
public enum DecodeError
{
    None = 0,
    Empty,
    Oversized,
    BadKey,
    Malformed,
    Truncated,
    WrongType,
    UnknownType,
    OutOfRange,
    Scale,
    ContentType,
    SourceConflict,
    UnknownSchema,
    UnknownOrder,
    TooManyOrders,
}
