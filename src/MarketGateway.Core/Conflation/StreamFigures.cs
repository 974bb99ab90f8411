namespace MarketGateway.Core.Conflation;

/// <summary>What operators are shown of a stream of a symbol: what it shows, and to how many. Immutable.</summary>
/// <param name="Stream">Its number in this process.</param>
/// <param name="Key">What it shows.</param>
/// <param name="Subscriptions">How many follow it.</param>
public sealed record StreamFigures(int Stream, StreamKey Key, int Subscriptions);
