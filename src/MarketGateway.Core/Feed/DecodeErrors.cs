namespace MarketGateway.Core.Feed;

/// <summary>The names of <see cref="DecodeError"/> in schemas/kafka, in the log and in metric tags.</summary>
public static class DecodeErrors
{
    /// <summary>Gets the reason's name, in snake case; <c>none</c> for a good record.</summary>
    public static string Reason(this DecodeError error) => error switch
    {
        DecodeError.None => "none",
        DecodeError.Empty => "empty",
        DecodeError.Oversized => "oversized",
        DecodeError.BadKey => "bad_key",
        DecodeError.Malformed => "malformed",
        DecodeError.Truncated => "truncated",
        DecodeError.WrongType => "wrong_type",
        DecodeError.UnknownType => "unknown_type",
        DecodeError.OutOfRange => "out_of_range",
        DecodeError.Scale => "scale",
        DecodeError.ContentType => "content_type",
        DecodeError.SourceConflict => "source_conflict",
        DecodeError.UnknownSchema => "unknown_schema",
        DecodeError.UnknownOrder => "unknown_order",
        DecodeError.TooManyOrders => "too_many_orders",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Not a reason of schemas/kafka."),
    };
}
