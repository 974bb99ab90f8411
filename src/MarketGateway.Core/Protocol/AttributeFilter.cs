using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Protocol;

/// <summary>Attributes that a symbol must have; each list means "any of these", an absent list means "any".</summary>
public sealed record AttributeFilter(
    IReadOnlyList<string>? Venues, IReadOnlyList<string>? AssetClasses, IReadOnlyList<string>? Currencies)
{
    public bool Matches(InstrumentDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return IsAnyOf(Venues, definition.Venue) &&
            IsAnyOf(AssetClasses, definition.AssetClass) &&
            IsAnyOf(Currencies, definition.Currency);
    }

    private static bool IsAnyOf(IReadOnlyList<string>? wanted, string value) =>
        wanted is null || wanted.Contains(value, StringComparer.Ordinal);
}
