namespace MarketGateway.Core.Books;

/// <summary>One entry of a symbol's trades, in its scales: an execution, or what becomes of an earlier one.</summary>
/// <param name="Version">The Kafka offset of its record.</param>
/// <param name="OccurredAt">When, at the venue, in microseconds since the Unix epoch.</param>
/// <param name="Price">Its price, or the one that a correction gives it; 0 in a cancel.</param>
/// <param name="Size">Its size, above 0, or the one that a correction gives it; 0 in a cancel.</param>
/// <param name="Aggressor">Who crossed the spread.</param>
/// <param name="TradeId">The venue's number of the execution, or <see cref="NoTradeId"/>.</param>
public readonly record struct Trade(
    long Version, long OccurredAt, long Price, long Size, Aggressor Aggressor, long TradeId) : IVersioned
{
    public const long NoTradeId = -1;

    public TradeKind Kind { get; init; }

    /// <summary>
    /// Says whether a stream with a minimum size shows it. Cancels and corrections are always shown: which trade they
    /// concern may be known to the client alone.
    /// </summary>
    public bool IsShown(long sizeMin) => Kind != TradeKind.Execution || Size >= sizeMin;

    /// <summary>Makes the same trade in finer scales; false when a value would pass 2^53.</summary>
    internal bool TryRefine(int priceDigits, int sizeDigits, out Trade refined)
    {
        var (price, size) = (Price, Size);
        var isWithin = DecimalScale.TryRefine(ref price, priceDigits) && DecimalScale.TryRefine(ref size, sizeDigits);
        refined = this with { Price = price, Size = size };
        return isWithin;
    }
}
