namespace MarketGateway.Core.Schemas;

/// <summary>What is known of a schema that a record names.</summary>
public enum SchemaAnswer
{
    /// <summary>It is here.</summary>
    Known = 0,

    /// <summary>It cannot be had at present: the record must wait for it.</summary>
    Awaited,

    /// <summary>There is none of that number, or it is none that can be read.</summary>
    Unknown,
}
