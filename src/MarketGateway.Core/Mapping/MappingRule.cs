namespace MarketGateway.Core.Mapping;

/// <summary>One rule of a mapping: for which elements it is, and what they become. Immutable.</summary>
internal sealed record MappingRule
{
    /// <summary>Gets where in the mapping it stands, for messages.</summary>
    public required string Place { get; init; }

    public required RuleKind Kind { get; init; }

    /// <summary>Gets what must hold for the rule to apply; all of it.</summary>
    public ValueCondition[] When { get; init; } = [];

    /// <summary>Gets the list, or object, whose elements <see cref="Inner"/> reads.</summary>
    public MappingField? Each { get; init; }

    public MappingScope? Inner { get; init; }

    public SymbolTemplate? Symbol { get; init; }

    public TimeField? Time { get; init; }

    public MappingField? Sequence { get; init; }

    /// <summary>Gets the first number that the record stands for, where it stands for several.</summary>
    public MappingField? First { get; init; }

    /// <summary>Gets the number of the record before it, where numbers do not follow each other by one.</summary>
    public MappingField? Previous { get; init; }

    public BookRule? Book { get; init; }

    public OrderRule? Order { get; init; }

    public TickRule? Tick { get; init; }

    public PhaseRule? Phase { get; init; }

    public InstrumentRule? Instrument { get; init; }
}
