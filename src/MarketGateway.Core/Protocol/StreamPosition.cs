namespace MarketGateway.Core.Protocol;

/// <summary>Where a client stands in one stream: what it would offer to resume.</summary>
public readonly record struct StreamPosition(string Symbol, ResumePoint Point);
