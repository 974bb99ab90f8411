namespace MarketGateway.Core.Schemas;

/// <summary>What a message becomes: most an object, some one value.</summary>
internal enum ProtoShape
{
    Object = 0,

    /// <summary>An entry of a map: a name and a value of the object around it.</summary>
    MapEntry,

    /// <summary><c>google.protobuf.Timestamp</c>: a time, ISO 8601.</summary>
    Timestamp,

    /// <summary><c>confluent.type.Decimal</c>: a number.</summary>
    Decimal,

    /// <summary>A message of <c>mantissa</c> and <c>exponent</c>, which is one number.</summary>
    Scaled,
}
