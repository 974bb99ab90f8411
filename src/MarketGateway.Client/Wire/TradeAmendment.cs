namespace MarketGateway.Client;

/// <summary>
/// What the venue says of an earlier trade: it never was (<see cref="MessageKind.TradeCancel"/>), or it has other
/// values (<see cref="MessageKind.TradeCorrection"/>).
/// </summary>
/// <param name="Version">Where it stands in the trade stream of its symbol.</param>
/// <param name="OccurredAt">When the venue said so: microseconds since the Unix epoch.</param>
/// <param name="TradeId">The venue's number of the trade; it may be one that this client never got.</param>
/// <param name="IsCancel">True when the trade is cancelled: there are no new values.</param>
/// <param name="Price">A correction's new price.</param>
/// <param name="Size">A correction's new size.</param>
/// <param name="Aggressor">A correction's new aggressor.</param>
public readonly record struct TradeAmendment(
    long Version, long OccurredAt, long TradeId, bool IsCancel, long Price, long Size, TradeAggressor Aggressor);
