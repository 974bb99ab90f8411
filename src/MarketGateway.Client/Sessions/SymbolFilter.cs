namespace MarketGateway.Client;

/// <summary>
/// Attributes that a symbol must have: of each list one, equal to the letter; an empty list means any. Goes with
/// patterns and with symbols that are named, and holds for symbols that appear later.
/// </summary>
public sealed record SymbolFilter
{
    /// <summary>Gets the venues. Defaults to none: any.</summary>
    public IReadOnlyList<string> Venues { get; init; } = [];

    /// <summary>Gets the asset classes. Defaults to none: any.</summary>
    public IReadOnlyList<string> AssetClasses { get; init; } = [];

    /// <summary>Gets the currencies. Defaults to none: any.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = [];

    internal bool IsEmpty => Venues.Count + AssetClasses.Count + Currencies.Count == 0;
}
