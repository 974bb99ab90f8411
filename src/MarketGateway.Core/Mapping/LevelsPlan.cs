namespace MarketGateway.Core.Mapping;

/// <summary>How the levels of a book are found in an element. Immutable.</summary>
/// <param name="Place">Where in the mapping it stands, for messages.</param>
/// <param name="List">Where the list of levels lies; null: the element itself is one level.</param>
/// <param name="Paths">The paths within an element of the list.</param>
/// <param name="SlotCount">How many slots those have.</param>
/// <param name="Fields">Where the values of one level are, within an element of the list or within the rule's own.</param>
/// <param name="PriceList">Where prices lie as a list of their own; then <paramref name="SizeList"/> has the sizes.</param>
/// <param name="SizeList">Where the sizes to those prices lie.</param>
internal sealed record LevelsPlan(
    string Place,
    MappingField? List,
    PathNode? Paths,
    int SlotCount,
    LevelFields? Fields,
    MappingField? PriceList,
    MappingField? SizeList);
