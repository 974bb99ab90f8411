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

    /// <summary>
    /// Gets what other attributes must be, by name: of each list one, as a text or as a pattern with <c>*</c> and
    /// <c>?</c>. Defaults to none: any.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Gets the first day on which they may expire. Defaults to none: any, or never.</summary>
    public DateOnly? ExpiryFrom { get; init; }

    /// <summary>Gets the last day on which they may expire. Defaults to none: any, or never.</summary>
    public DateOnly? ExpiryTo { get; init; }

    internal bool IsEmpty => Venues.Count + AssetClasses.Count + Currencies.Count == 0
        && Attributes.All(static pair => pair.Value.Count == 0) && ExpiryFrom is null && ExpiryTo is null;
}
