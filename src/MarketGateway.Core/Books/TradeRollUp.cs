namespace MarketGateway.Core.Books;

/// <summary>
/// The sum of trades that lagging cursors did not get one by one: exact, of constant size, folded trade by trade as
/// they leave the ring. Sums are of trades as they were executed; cancels and corrections are told beside them.
/// </summary>
public sealed class TradeRollUp
{
    /// <summary>The extra decimal digits of <see cref="Vwap"/> beyond the price scale.</summary>
    public const int VwapExtraScale = 4;

    /// <summary>
    /// How many cancels and corrections a roll-up holds one by one: beyond that they are only counted, so that a cursor
    /// stays small.
    /// </summary>
    public const int AmendmentsMax = 64;

    private const long VwapFactor = 10_000;

    /// <summary>
    /// A notional beyond this is not summed on: many more trades, each below 2^106, would leave 128 bits. No market
    /// comes near it.
    /// </summary>
    private static readonly Int128 NotionalMax = Int128.One << 125;

    private List<Trade>? _amendments = [];
    private Int128 _notional;
    private Int128 _volume;
    private Int128? _high;
    private Int128? _low;
    private bool _isNotionalUnknown;

    /// <summary>
    /// Gets how many trades, cancels and corrections were folded, summed or not: what the account counts.
    /// </summary>
    public long Count { get; private set; }

    /// <summary>Gets how many of them were cancels.</summary>
    public long Cancels { get; private set; }

    /// <summary>Gets how many of them were corrections.</summary>
    public long Corrections { get; private set; }

    /// <summary>Gets the cancels and corrections in the order of the log; null when they are too many.</summary>
    public IReadOnlyList<Trade>? Amendments => _amendments;

    /// <summary>Gets the sum of the sizes; null when it would pass 2^53.</summary>
    public long? Volume => WithinWire(_volume);

    /// <summary>
    /// Gets the extreme prices of the summed trades; null when none was large enough, or, in finer scales, it would pass
    /// 2^53.
    /// </summary>
    public long? High => _high is { } high ? WithinWire(high) : null;

    public long? Low => _low is { } low ? WithinWire(low) : null;

    public long FirstVersion { get; private set; }

    public long LastVersion { get; private set; }

    /// <summary>Gets when the first of the trades occurred.</summary>
    public long OccurredAt { get; private set; }

    /// <summary>Gets when the last of them occurred.</summary>
    public long LastOccurredAt { get; private set; }

    /// <summary>
    /// Gets the volume-weighted average price, in units of 10^-(price scale + 4), rounded to nearest (halves away
    /// from zero); null when it would pass 2^53, or what it is made of would pass 2^125.
    /// </summary>
    /// <remarks>Divided before it is multiplied: the notional alone may fill most of 128 bits.</remarks>
    public long? Vwap
    {
        get
        {
            if (_volume == 0 || _isNotionalUnknown)
            {
                return null;
            }

            var (whole, rest) = Int128.DivRem(_notional, _volume);
            var half = Int128.Sign(rest) * (_volume / 2);
            return WithinWire((whole * VwapFactor) + (((rest * VwapFactor) + half) / _volume));
        }
    }

    /// <summary>Makes another one of the same.</summary>
    public TradeRollUp Clone()
    {
        var clone = (TradeRollUp)MemberwiseClone();
        clone._amendments = _amendments is null ? null : [.. _amendments];
        return clone;
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
        LastOccurredAt = trade.OccurredAt;
        if (trade.Kind != TradeKind.Execution)
        {
            FoldAmendment(trade);
            return;
        }

        if (trade.Size < sizeMin)
        {
            return;
        }

        _volume += trade.Size;
        AddNotional((Int128)trade.Price * trade.Size);
        _high = Int128.Max(_high ?? trade.Price, trade.Price);
        _low = Int128.Min(_low ?? trade.Price, trade.Price);
    }

    /// <summary>Adds the sum of the trades that follow, in the same scales.</summary>
    public void Append(TradeRollUp following)
    {
        ArgumentNullException.ThrowIfNull(following);
        if (following.Count == 0)
        {
            return;
        }

        (FirstVersion, OccurredAt) = Count == 0 ? (following.FirstVersion, following.OccurredAt) : (FirstVersion, OccurredAt);
        Count += following.Count;
        LastVersion = following.LastVersion;
        Cancels += following.Cancels;
        Corrections += following.Corrections;
        var isListed = _amendments?.Count + following._amendments?.Count <= AmendmentsMax;
        _amendments = isListed ? [.. _amendments!, .. following._amendments!] : null;
        _volume += following._volume;
        AddNotional(following._notional);
        _isNotionalUnknown |= following._isNotionalUnknown;
        _high = _high is { } high && following._high is { } other ? Int128.Max(high, other) : _high ?? following._high;
        _low = _low is { } low && following._low is { } lower ? Int128.Min(low, lower) : _low ?? following._low;
    }

    /// <summary>Converts the sums and the extreme prices to finer scales.</summary>
    /// <param name="priceDigits">How many digits the prices get.</param>
    /// <param name="sizeDigits">How many digits the sizes get.</param>
    internal void Refine(int priceDigits, int sizeDigits)
    {
        var prices = (Int128)DecimalScale.PowerOfTen(priceDigits);
        var sizes = (Int128)DecimalScale.PowerOfTen(sizeDigits);
        _volume *= sizes;
        _isNotionalUnknown |= Int128.Abs(_notional) > NotionalMax / (prices * sizes);
        _notional = _isNotionalUnknown ? 0 : _notional * prices * sizes;
        _high *= prices;
        _low *= prices;
        for (var place = 0; place < _amendments?.Count; place++)
        {
            if (!_amendments[place].TryRefine(priceDigits, sizeDigits, out var refined))
            {
                _amendments = null;
                break;
            }

            _amendments[place] = refined;
        }
    }

    private void AddNotional(Int128 notional)
    {
        _notional += notional;
        if (Int128.Abs(_notional) > NotionalMax)
        {
            (_notional, _isNotionalUnknown) = (0, true);
        }
    }

    private void FoldAmendment(in Trade entry)
    {
        Cancels += entry.Kind == TradeKind.Cancel ? 1 : 0;
        Corrections += entry.Kind == TradeKind.Correction ? 1 : 0;
        if (_amendments?.Count == AmendmentsMax)
        {
            _amendments = null;
        }

        _amendments?.Add(entry);
    }

    private static long? WithinWire(Int128 value) => Int128.Abs(value) <= WireInteger.Max ? (long)value : null;
}
