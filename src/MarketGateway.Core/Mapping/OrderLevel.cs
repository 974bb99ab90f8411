namespace MarketGateway.Core.Mapping;

/// <summary>What the orders at one price come to.</summary>
/// <param name="Size">The sum of their sizes.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct OrderLevel(DecimalNumber Size, int Count);
