using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>What a stream shows of its symbol. Subscriptions with the same key share one stream.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Depth">Levels per side of a book; 0 for all, and in other channels.</param>
public readonly record struct StreamKey(Channel Channel, int Depth);
