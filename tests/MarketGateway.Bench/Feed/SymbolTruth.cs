namespace MarketGateway.Bench.Feed;

/// <summary>What every client must hold of a symbol when the feed has stopped, by the one that made the market.</summary>
/// <param name="Checksum">CRC-32 over the best 10 levels of each side (schemas/wire, section 2).</param>
/// <param name="BookUpdates">Book records since it began to go.</param>
/// <param name="TickUpdates">Quotes and trades since then.</param>
internal sealed record SymbolTruth(uint Checksum, long BookUpdates, long TickUpdates);
