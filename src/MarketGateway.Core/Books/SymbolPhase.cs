namespace MarketGateway.Core.Books;

/// <summary>The phase of the market that a symbol is in, as the venue tells it. Immutable.</summary>
/// <param name="Phase">Which.</param>
/// <param name="Since">Since when, in microseconds since the Unix epoch, by the venue's clock.</param>
public sealed record SymbolPhase(MarketPhase Phase, long Since);
