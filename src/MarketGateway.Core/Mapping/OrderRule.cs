namespace MarketGateway.Core.Mapping;

/// <summary>What a rule says of one order. Immutable.</summary>
internal sealed record OrderRule
{
    public required OrderAction Action { get; init; }

    public MappingField? Id { get; init; }

    /// <summary>Gets the id of the order that replaces another.</summary>
    public MappingField? NewId { get; init; }

    public MappingField? Side { get; init; }

    public MappingField? Price { get; init; }

    public MappingField? Size { get; init; }

    public MappingField? TradeId { get; init; }

    public NameTable Sides { get; init; } = NameTable.Sides;

    /// <summary>Gets whether a symbol's first order begins an empty book: then a log begins with a trading day.</summary>
    public bool StartsEmpty { get; init; }

    /// <summary>Gets when the record is a part of a snapshot, of which more is to come.</summary>
    public ValueCondition? Snapshot { get; init; }

    /// <summary>Gets when the record is the last part of a snapshot.</summary>
    public ValueCondition? SnapshotEnd { get; init; }
}
