namespace MarketGateway.Core.Mapping;

/// <summary>What a rule says of a quote or a trade. Immutable.</summary>
internal sealed record TickRule
{
    /// <summary>Gets the fields by <see cref="TickValue"/>; null: the source does not tell it.</summary>
    public required MappingField?[] Values { get; init; }

    public MappingField? TradeId { get; init; }

    public MappingField? Aggressor { get; init; }

    public NameTable Aggressors { get; init; } = NameTable.Aggressors;
}
