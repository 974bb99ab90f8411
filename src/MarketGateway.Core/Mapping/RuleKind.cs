namespace MarketGateway.Core.Mapping;

/// <summary>What a rule makes of an element; the names of schemas/sources.</summary>
internal enum RuleKind
{
    /// <summary>Nothing: the element is not for the gateway.</summary>
    Ignore = 0,
    Snapshot,
    Delta,
    Quote,
    Trade,
    Instrument,

    /// <summary>One order of the book, by its id.</summary>
    Order,

    /// <summary>The phase of the market that a symbol is in.</summary>
    Phase,

    /// <summary>Each element of a list, or the object, that lies within it is read by rules of its own.</summary>
    Each,
}
