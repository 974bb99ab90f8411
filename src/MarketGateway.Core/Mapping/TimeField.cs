namespace MarketGateway.Core.Mapping;

/// <summary>When something occurred. Immutable.</summary>
/// <param name="Field">Where it stands.</param>
/// <param name="Unit">What it is written in.</param>
internal sealed record TimeField(MappingField Field, TimeUnit Unit);
