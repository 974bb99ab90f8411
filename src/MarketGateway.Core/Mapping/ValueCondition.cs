namespace MarketGateway.Core.Mapping;

/// <summary>A condition of a rule on one field. Immutable.</summary>
/// <param name="Field">The field.</param>
/// <param name="Values">One of these texts it must be; null: its presence decides.</param>
/// <param name="IsPresent">Whether it must be there, when no values are given.</param>
internal sealed record ValueCondition(MappingField Field, byte[][]? Values, bool IsPresent);
