namespace MarketGateway.Core.Books;

/// <summary>
/// The sum of trades that a lagging cursor did not get one by one: exact, of constant size, folded trade by trade as
/// they leave the ring. Sums are of trades as they were executed; cancels and corrections are counted beside them.
/// Owned by the cursor that fell behind.
/// </summary>
public sealed class TradeRollUp
{
    /// <summary>The extra decimal digits of <see cref="Vwap"/> beyond the price scale.</summary>
    public const int VwapExtraScale = 4;

    private const long VwapFactor = 10_000;

    /// <summary>The greatest integer of the wire: JavaScript reads no greater one exactly.</summary>
    private const long IntegerMax = (1L << 53) - 1;

    private Int128 _notional;
    private Int128 _volume;

    /// <summary>
    /// Gets how many trades, cancels and corrections were folded, summed or not: what the account counts.
    /// </summary>
    public long Count { get; private set; }

    /// <summary>Gets how many of them were cancels.</summary>
    public long Cancels { get; private set; }

    /// <summary>Gets how many of them were corrections.</summary>
    public long Corrections { get; private set; }

    /// <summary>Gets the sum of the sizes; null when it would pass 2^53.</summary>
    public long? Volume => WithinWire(_volume);

    /// <summary>Gets the extreme prices of the summed trades; null when none was large enough.</summary>
    public long? High { get; private set; }

    public long? Low { get; private set; }

    public long FirstVersion { get; private set; }

    public long LastVersion { get; private set; }

    /// <summary>Gets when the first of the trades occurred.</summary>
    public long OccurredAt { get; private set; }

    /// <summary>
    /// Gets the volume-weighted average price, in units of 10^-(price scale + 4), rounded to nearest (halves away
    /// from zero); null when it would pass 2^53.
    /// </summary>
    /// <remarks>Divided before it is multiplied: the notional alone may fill most of 128 bits.</remarks>
    public long? Vwap
    {
        get
        {
            if (_volume == 0)
            {
                return null;
            }

            var (whole, rest) = Int128.DivRem(_notional, _volume);
            var half = Int128.Sign(rest) * (_volume / 2);
            return WithinWire((whole * VwapFactor) + (((rest * VwapFactor) + half) / _volume));
        }
    }

    /// <summary>Folds one entry in; a trade smaller than the minimum is counted, but not summed.</summary>
    public void Fold(in Trade trade, long sizeMin = 0)
    {
        if (Count == 0)
        {
            FirstVersion = trade.Version;
            OccurredAt = trade.OccurredAt;
        }

        Count++;
        LastVersion = trade.Version;
        if (trade.Kind != TradeKind.Execution)
        {
            Cancels += trade.Kind == TradeKind.Cancel ? 1 : 0;
            Corrections += trade.Kind == TradeKind.Correction ? 1 : 0;
            return;
        }

        if (trade.Size < sizeMin)
        {
            return;
        }

        _volume += trade.Size;
        _notional += (Int128)trade.Price * trade.Size;
        High = Math.Max(High ?? trade.Price, trade.Price);
        Low = Math.Min(Low ?? trade.Price, trade.Price);
    }

    /// <summary>Converts the sums to finer scales; an extreme price that would pass 2^53 is told no more.</summary>
    /// <param name="priceDigits">How many digits the prices get.</param>
    /// <param name="sizeDigits">How many digits the sizes get.</param>
    internal void Refine(int priceDigits, int sizeDigits)
    {
        var prices = (Int128)DecimalScale.PowerOfTen(priceDigits);
        var sizes = (Int128)DecimalScale.PowerOfTen(sizeDigits);
        _volume *= sizes;
        _notional *= prices * sizes;
        High = High is { } high ? WithinWire(high * prices) : null;
        Low = Low is { } low ? WithinWire(low * prices) : null;
    }

    private static long? WithinWire(Int128 value) => Int128.Abs(value) <= IntegerMax ? (long)value : null;
}
