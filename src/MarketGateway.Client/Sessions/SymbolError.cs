namespace MarketGateway.Client;

/// <summary>Why one symbol of a subscription is not served; the others are.</summary>
public sealed record SymbolError(string Symbol, string Code, string Message);
