using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Protocol;

/// <summary>What an instrument must have under one name.</summary>
/// <param name="Name">Of the attribute.</param>
/// <param name="Values">One of these must match; a text without <c>*</c> and <c>?</c> is matched by itself only.</param>
public sealed record AttributeTerm(string Name, IReadOnlyList<SymbolPattern> Values)
{
    /// <summary>Says whether one matches; none does where the instrument has no such attribute.</summary>
    public bool Matches(InstrumentAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (attributes.Find(Name) is not { } value)
        {
            return false;
        }

        var normal = SymbolNormalForm.Of(value);
        return Values.Any(pattern => pattern.Matches(normal));
    }
}
