namespace MarketGateway.Client;

/// <summary>
/// The last trades of one stream in a ring, and which of them stand. Owned by its <see cref="ClientTrades"/>, under whose
/// gate it is used.
/// </summary>
/// <remarks>What was cancelled keeps its place, so that a cancel that comes twice does not reach for another trade.</remarks>
internal sealed class KeptTrades(int lengthMax)
{
    private readonly Kept[] _ring = new Kept[lengthMax];
    private long _next;
    private int _count;
    private long _newest = long.MinValue;

    public void Clear()
    {
        _count = 0;
        _newest = long.MinValue;
    }

    /// <summary>
    /// Takes the history of a new start, and says how many of its trades are new. It may repeat what is held already,
    /// and knows better: trades may have been cancelled or corrected since.
    /// </summary>
    public int Begin(List<Trade> history)
    {
        var newest = _newest;
        while (_count > 0 && history.Count > 0 && At(_next - 1).Trade.Version >= history[0].Version)
        {
            _next--;
            _count--;
        }

        Add(history);
        return history.Count(trade => trade.Version > newest);
    }

    /// <summary>Adds trades, and says how many they were.</summary>
    public int Add(List<Trade> trades)
    {
        foreach (var trade in trades)
        {
            At(_next++) = new Kept(trade, IsCancelled: false, IsTooSmall: false);
            _count = Math.Min(_count + 1, _ring.Length);
            _newest = trade.Version;
        }

        return trades.Count;
    }

    /// <summary>The trades that stand with a greater version, oldest first; null: all.</summary>
    public List<Trade> After(long? version)
    {
        var after = new List<Trade>();
        for (var place = _next - _count; place < _next; place++)
        {
            var (trade, isCancelled, isTooSmall) = At(place);
            if (!isCancelled && !isTooSmall && (version is null || trade.Version > version))
            {
                after.Add(trade);
            }
        }

        return after;
    }

    /// <summary>
    /// Cancels the newest trade with a number, or gives it other values, if it is held. One that is smaller than the
    /// stream's trades then is left out until it is larger again.
    /// </summary>
    public void Amend(TradeAmendment amendment, long sizeMin)
    {
        for (var place = _next - 1; place >= _next - _count; place--)
        {
            ref var kept = ref At(place);
            if (kept.Trade.TradeId == amendment.TradeId)
            {
                kept = kept.IsCancelled ? kept : Amended(kept, amendment, sizeMin);
                return;
            }
        }
    }

    /// <summary>Moves all trades to other scales where that is exact for each; else none is kept.</summary>
    public void Convert(StreamTerms before, StreamTerms now)
    {
        for (var place = _next - _count; place < _next; place++)
        {
            ref var kept = ref At(place);
            if (!ScaleChange.TryConvert(kept.Trade.Price, before.PriceScale, now.PriceScale, out var price)
                || !ScaleChange.TryConvert(kept.Trade.Size, before.SizeScale, now.SizeScale, out var size))
            {
                Clear();
                return;
            }

            kept = kept with { Trade = kept.Trade with { Price = price, Size = size } };
        }
    }

    private static Kept Amended(Kept kept, TradeAmendment amendment, long sizeMin)
    {
        if (amendment.IsCancel)
        {
            return kept with { IsCancelled = true };
        }

        var corrected = kept.Trade with
        {
            Price = amendment.Price,
            Size = amendment.Size,
            Aggressor = amendment.Aggressor,
            IsCorrected = true,
        };
        return new Kept(corrected, IsCancelled: false, IsTooSmall: corrected.Size < sizeMin);
    }

    private ref Kept At(long place) => ref _ring[place % _ring.Length];

    private readonly record struct Kept(Trade Trade, bool IsCancelled, bool IsTooSmall);
}
