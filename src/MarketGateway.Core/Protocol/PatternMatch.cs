namespace MarketGateway.Core.Protocol;

/// <summary>How many symbols a pattern matches now; it keeps matching those that appear later.</summary>
public readonly record struct PatternMatch(string Pattern, int Matched);
