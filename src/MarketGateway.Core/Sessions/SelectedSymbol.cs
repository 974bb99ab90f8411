using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Sessions;

/// <summary>A symbol of a subscribe request, and the pattern that named it; null when it was named itself.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Pattern">What named it.</param>
/// <param name="Outset">After how many trades its stream begins, where that was before now.</param>
internal readonly record struct SelectedSymbol(
    MarketSymbol Symbol, PatternSubscription? Pattern, long Outset = long.MaxValue)
{
    /// <summary>Gets by which name it was asked for that stands for it; null: by its own, or a pattern.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets where its client offers to go on; null where it begins.</summary>
    public ResumeTerms? Resume { get; init; }
}
