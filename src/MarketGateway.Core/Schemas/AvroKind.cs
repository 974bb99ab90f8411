namespace MarketGateway.Core.Schemas;

/// <summary>How a value of an Avro schema is written and what it becomes.</summary>
internal enum AvroKind
{
    Null = 0,
    Boolean,
    Integer,
    Single,
    Double,
    Bytes,
    Text,

    /// <summary>Bytes that are a whole number of units of 10^-scale.</summary>
    Decimal,
    Fixed,
    FixedDecimal,
    Enumeration,
    Record,

    /// <summary>A record of <c>mantissa</c> and <c>exponent</c>, which is one number.</summary>
    Scaled,
    List,
    Map,
    Union,
}
