namespace MarketGateway.Core.Mapping;

/// <summary>Where a field of a mapping is looked for.</summary>
internal enum MappingOrigin
{
    /// <summary>In the element that its rule is about.</summary>
    Element = 0,

    /// <summary>In the record's value, from its root: <c>$.channel</c>.</summary>
    Document,

    /// <summary>The record's key: <c>$key</c>.</summary>
    Key,

    /// <summary>The name of the record's topic: <c>$topic</c>.</summary>
    Topic,

    /// <summary>The record's time stamp in Kafka, in milliseconds: <c>$time</c>.</summary>
    Time,

    /// <summary>A header of the record: <c>$header.name</c>.</summary>
    Header,

    /// <summary>Nowhere: it is the same in every record.</summary>
    Constant,
}
