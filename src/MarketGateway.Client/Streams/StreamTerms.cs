namespace MarketGateway.Client;

/// <summary>What the gateway made of a subscription to one symbol; it came with the acknowledgement.</summary>
/// <param name="Depth">Book: levels per side; 0: all.</param>
/// <param name="Interval">At most one update in this time; zero: as fast as the connection takes them.</param>
/// <param name="History">Trades: how many past trades came first.</param>
/// <param name="PriceScale">Prices are in units of 10^-PriceScale.</param>
/// <param name="SizeScale">Sizes are in units of 10^-SizeScale.</param>
/// <param name="TickSize">Smallest price step, as a price.</param>
public sealed record StreamTerms(
    int Depth, TimeSpan Interval, int History, int PriceScale, int SizeScale, long TickSize);
