namespace MarketGateway.Client;

/// <summary>Where a stream stands, as <c>subscribe</c> offers it (schemas/wire, section 5).</summary>
internal readonly record struct ResumePoint(long Version, long? BidEdge, long? AskEdge, string? Generation);
