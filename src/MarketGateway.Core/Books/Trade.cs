namespace MarketGateway.Core.Books;

/// <summary>One execution, in the symbol's scales.</summary>
/// <param name="Version">The Kafka offset of its record.</param>
/// <param name="OccurredAt">When, at the venue, in microseconds since the Unix epoch.</param>
/// <param name="Price">Its price.</param>
/// <param name="Size">Its size, above 0.</param>
/// <param name="Aggressor">Who crossed the spread.</param>
/// <param name="TradeId">The venue's number of it, or <see cref="NoTradeId"/>.</param>
public readonly record struct Trade(
    long Version, long OccurredAt, long Price, long Size, Aggressor Aggressor, long TradeId) : IVersioned
{
    public const long NoTradeId = -1;

    /// <summary>Makes the same trade in finer scales; false when a value would pass 2^53.</summary>
    internal bool TryRefine(int priceDigits, int sizeDigits, out Trade refined)
    {
        var (price, size) = (Price, Size);
        var isWithin = DecimalScale.TryRefine(ref price, priceDigits) && DecimalScale.TryRefine(ref size, sizeDigits);
        refined = this with { Price = price, Size = size };
        return isWithin;
    }
}
