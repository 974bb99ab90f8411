namespace MarketGateway.Core.Schemas;

/// <summary>Where a field stands in a message.</summary>
/// <param name="IsThere">Whether it does.</param>
/// <param name="First">Where its first tag begins.</param>
/// <param name="Last">Where its last tag begins.</param>
/// <param name="Value">Where what the last tag names begins.</param>
internal readonly record struct FieldPlace(bool IsThere, int First, int Last, int Value);
