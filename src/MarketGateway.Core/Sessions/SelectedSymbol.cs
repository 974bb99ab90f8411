using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Sessions;

/// <summary>A symbol of a subscribe request, and the pattern that named it; null when it was named itself.</summary>
internal readonly record struct SelectedSymbol(MarketSymbol Symbol, PatternSubscription? Pattern);
