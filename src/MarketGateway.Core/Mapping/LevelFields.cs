namespace MarketGateway.Core.Mapping;

/// <summary>Where the values of one level are found. Immutable.</summary>
/// <param name="Price">Its price.</param>
/// <param name="Size">Its size; null only where <paramref name="Removal"/> is all that it says.</param>
/// <param name="Side">Its side; null where the list is of one side.</param>
/// <param name="Orders">How many orders stand there; null where the source does not tell.</param>
/// <param name="Removal">What says that the level is gone, beside size 0; null: nothing.</param>
internal sealed record LevelFields(
    MappingField Price, MappingField? Size, MappingField? Side, MappingField? Orders, ValueCondition? Removal);
