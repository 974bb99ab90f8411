using MarketGateway.Core.Instruments;

namespace MarketGateway.Demo;

/// <summary>What the simulator is told about one instrument before trading begins.</summary>
/// <param name="Symbol">Its key in Kafka.</param>
/// <param name="Definition">What is published about it.</param>
/// <param name="BasePrice">Where its price starts and what it is drawn back to, in units of its price scale.</param>
/// <param name="Lot">The usual smallest order, in units of its size scale.</param>
/// <param name="Depth">The levels per side that its book tends to; 25 to 200.</param>
public sealed record SimulatedListing(
    string Symbol,
    InstrumentDefinition Definition,
    long BasePrice,
    long Lot,
    int Depth);
