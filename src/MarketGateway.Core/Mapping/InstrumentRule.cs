namespace MarketGateway.Core.Mapping;

/// <summary>What a rule says of a definition. Immutable.</summary>
/// <param name="TickSize">The smallest price step, as a decimal; its digits are the price scale where none is told.</param>
/// <param name="PriceScale">How many digits prices have after the point.</param>
/// <param name="SizeStep">The smallest size, as a decimal; its digits are the size scale where none is told.</param>
/// <param name="SizeScale">How many digits sizes have after the point.</param>
/// <param name="Venue">Where it trades.</param>
/// <param name="AssetClass">What it is.</param>
/// <param name="Currency">In what it is priced.</param>
/// <param name="Description">For people.</param>
internal sealed record InstrumentRule(
    MappingField? TickSize,
    MappingField? PriceScale,
    MappingField? SizeStep,
    MappingField? SizeScale,
    MappingField? Venue,
    MappingField? AssetClass,
    MappingField? Currency,
    MappingField? Description)
{
    /// <summary>Gets what else is told, by name.</summary>
    public (string Name, MappingField Field)[] Attributes { get; init; } = [];
}
