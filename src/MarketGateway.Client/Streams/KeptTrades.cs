namespace MarketGateway.Client;

/// <summary>
/// The last trades of one stream as they stand now, in a ring. Owned by its <see cref="ClientTrades"/>, under whose gate
/// it is used.
/// </summary>
internal sealed class KeptTrades(int lengthMax)
{
    private readonly Trade[] _ring = new Trade[lengthMax];
    private long _next;
    private int _count;
    private long _newest = long.MinValue;

    public void Clear()
    {
        _count = 0;
        _newest = long.MinValue;
    }

    /// <summary>
    /// Takes the history of a new start, and says how many of its trades are new. It may repeat what is held already, and
    /// knows better: trades may have been cancelled or corrected since.
    /// </summary>
    public int Begin(List<Trade> history)
    {
        var newest = _newest;
        while (_count > 0 && history.Count > 0 && _ring[(_next - 1) % _ring.Length].Version >= history[0].Version)
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
            _ring[_next++ % _ring.Length] = trade;
            _count = Math.Min(_count + 1, _ring.Length);
            _newest = Math.Max(_newest, trade.Version);
        }

        return trades.Count;
    }

    /// <summary>The trades with a greater version, oldest first; null: all.</summary>
    public List<Trade> After(long? version)
    {
        var after = new List<Trade>();
        for (var place = _next - _count; place < _next; place++)
        {
            var trade = _ring[place % _ring.Length];
            if (version is null || trade.Version > version)
            {
                after.Add(trade);
            }
        }

        return after;
    }

    /// <summary>
    /// Takes a trade out, or gives it other values, if it is held; one that is too small then is not the stream's any more.
    /// </summary>
    public void Amend(TradeAmendment amendment, long sizeMin)
    {
        if (Find(amendment.TradeId) is not { } place)
        {
            return;
        }

        if (amendment.IsCancel || amendment.Size < sizeMin)
        {
            Remove(place);
            return;
        }

        ref var trade = ref _ring[place % _ring.Length];
        trade = trade with
        {
            Price = amendment.Price,
            Size = amendment.Size,
            Aggressor = amendment.Aggressor,
            IsCorrected = true,
        };
    }

    /// <summary>Finds the newest trade with a number: venues use theirs again on another day.</summary>
    private long? Find(long tradeId)
    {
        for (var place = _next - 1; place >= _next - _count; place--)
        {
            if (_ring[place % _ring.Length].TradeId == tradeId)
            {
                return place;
            }
        }

        return null;
    }

    private void Remove(long gone)
    {
        for (var place = gone; place < _next - 1; place++)
        {
            _ring[place % _ring.Length] = _ring[(place + 1) % _ring.Length];
        }

        _next--;
        _count--;
    }
}
