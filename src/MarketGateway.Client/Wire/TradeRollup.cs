namespace MarketGateway.Client;

/// <summary>
/// The summary that stands for trades which the gateway no longer holds one by one. Each member is null when the
/// gateway does not know all of the trades.
/// </summary>
/// <param name="Volume">Sum of their sizes.</param>
/// <param name="Vwap">Their volume-weighted average price in units of 10^-(priceScale + 4).</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="FirstVersion">Version of the first of them.</param>
public readonly record struct TradeRollup(long? Volume, long? Vwap, long? High, long? Low, long? FirstVersion);
