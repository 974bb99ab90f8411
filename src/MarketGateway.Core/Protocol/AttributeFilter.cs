using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Protocol;

/// <summary>Attributes that a symbol must have; each list means "any of these", an absent list means "any".</summary>
public sealed record AttributeFilter(
    IReadOnlyList<string>? Venues, IReadOnlyList<string>? AssetClasses, IReadOnlyList<string>? Currencies)
{
    /// <summary>Gets what other attributes must be, all of them.</summary>
    public IReadOnlyList<AttributeTerm> Attributes { get; init; } = [];

    /// <summary>Gets when they must expire; null: any time, or never.</summary>
    public ExpiryRange? Expiry { get; init; }

    public bool Matches(InstrumentDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return IsAnyOf(Venues, definition.Venue) &&
            IsAnyOf(AssetClasses, definition.AssetClass) &&
            IsAnyOf(Currencies, definition.Currency) &&
            Attributes.All(term => term.Matches(definition.Attributes)) &&
            Expiry?.Matches(definition.Attributes) != false;
    }

    private static bool IsAnyOf(IReadOnlyList<string>? wanted, string value) =>
        wanted is null || wanted.Contains(value, StringComparer.Ordinal);
}
