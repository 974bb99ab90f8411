namespace MarketGateway.Client;

/// <summary>How many symbols a pattern matched when it was acknowledged; later ones are added as they appear.</summary>
public sealed record PatternMatch(string Pattern, long Matched);
