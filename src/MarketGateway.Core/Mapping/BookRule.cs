namespace MarketGateway.Core.Mapping;

/// <summary>What a rule says of a book snapshot or delta. Immutable.</summary>
internal sealed record BookRule
{
    public LevelsPlan? Bids { get; init; }

    public LevelsPlan? Asks { get; init; }

    /// <summary>Gets where levels of both sides are, each with its side.</summary>
    public LevelsPlan? Levels { get; init; }

    public NameTable Sides { get; init; } = NameTable.Sides;

    /// <summary>Gets whether sizes are changes of what is there, and not new totals.</summary>
    public bool SizesAreChanges { get; init; }

    /// <summary>Gets how many levels per side the venue tells of: what lies behind is gone without being said; 0: all.</summary>
    public int Depth { get; init; }

    /// <summary>Gets where the venue's own checksum stands.</summary>
    public MappingField? Checksum { get; init; }
}
