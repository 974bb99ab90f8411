namespace MarketGateway.Core.Books;

/// <summary>
/// The sum of trades that a lagging cursor did not get one by one: exact, of constant size, folded trade by trade as
/// they leave the ring. Owned by the cursor that fell behind.
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

    public long Count { get; private set; }

    public Int128 Volume => _volume;

    public long High { get; private set; }

    public long Low { get; private set; }

    public long FirstVersion { get; private set; }

    public long LastVersion { get; private set; }

    /// <summary>Gets when the first of the trades occurred.</summary>
    public long OccurredAt { get; private set; }

    /// <summary>
    /// Gets the volume-weighted average price, in units of 10^-(price scale + 4), rounded to nearest (halves away
    /// from zero); null when it would pass 2^53.
    /// </summary>
    public Int128 Vwap
    {
        get
        {
            var scaled = _notional * VwapFactor;
            var half = _volume / 2;
            return (scaled + (scaled >= 0 ? half : -half)) / _volume;
        }
    }

    public void Fold(in Trade trade)
    {
        if (Count == 0)
        {
            FirstVersion = trade.Version;
            OccurredAt = trade.OccurredAt;
            High = Low = trade.Price;
        }

        Count++;
        _volume += trade.Size;
        High = Math.Max(High, trade.Price);
        Low = Math.Min(Low, trade.Price);
        LastVersion = trade.Version;
        _notional += (Int128)trade.Price * trade.Size;
    }

    private static long? WithinWire(Int128 value) => Int128.Abs(value) <= IntegerMax ? (long)value : null;
}
