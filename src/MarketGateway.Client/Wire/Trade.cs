namespace MarketGateway.Client;

/// <summary>One execution.</summary>
/// <param name="Version">Where it stands in the trade stream of its symbol.</param>
/// <param name="OccurredAt">When, at the venue: microseconds since the Unix epoch.</param>
/// <param name="Price">In units of 10^-priceScale of its stream.</param>
/// <param name="Size">In units of 10^-sizeScale of its stream.</param>
/// <param name="Aggressor">Who crossed the spread.</param>
/// <param name="TradeId">The venue's number of the trade, if it has one.</param>
public readonly record struct Trade(
    long Version, long OccurredAt, long Price, long Size, TradeAggressor Aggressor, long? TradeId)
{
    /// <summary>Gets a value indicating whether the values are those of a correction that this client got.</summary>
    public bool IsCorrected { get; init; }
}
