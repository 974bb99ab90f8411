namespace MarketGateway.Client;

/// <summary>
/// The trades of one symbol: the most recent ones in full, and counts of what the gateway rolled up because this client
/// was too slow or too long away. A listener sees every trade; here at most
/// <see cref="MarketClientOptions.TradesKept"/> are kept.
/// </summary>
public sealed class ClientTrades : ClientStream
{
    private readonly Trade[] _ring;
    private long _written;
    private string? _keptGeneration;
    private long _rolledUp;
    private TradeRollup? _lastRollup;
    private bool _mayStart = true;

    internal ClientTrades(string symbol, int tradesKept)
        : base(symbol, MarketChannel.Trade) => _ring = new Trade[tradesKept];

    /// <summary>Gets how many trades came one by one, history included.</summary>
    public long Count
    {
        get
        {
            lock (Gate)
            {
                return _written;
            }
        }
    }

    /// <summary>
    /// Gets how many trades came as roll-ups only, small ones that would have been left out included; those of unknown
    /// number are not in it.
    /// </summary>
    public long RolledUp => Interlocked.Read(ref _rolledUp);

    /// <summary>Gets the last roll-up; null: none.</summary>
    public TradeRollup? LastRollup
    {
        get
        {
            lock (Gate)
            {
                return _lastRollup;
            }
        }
    }

    /// <summary>The last trades that are kept, oldest first; a copy that stays as it is.</summary>
    /// <param name="after">Only those with a greater version.</param>
    public IReadOnlyList<Trade> Recent(long? after = null)
    {
        lock (Gate)
        {
            var kept = Math.Min(_written, _ring.Length);
            var recent = new List<Trade>();
            for (var i = _written - kept; i < _written; i++)
            {
                var trade = _ring[i % _ring.Length];
                if (after is null || trade.Version > after)
                {
                    recent.Add(trade);
                }
            }

            return recent;
        }
    }

    private protected override bool IsResumableNeedsLock => true;

    private protected override bool IsOfThisChannel(MessageKind kind) =>
        kind is MessageKind.Trades or MessageKind.TradeRollup;

    private protected override ResumePoint ResumeNeedsLock(long version) =>
        new(version, null, null, Terms.Generation);

    private protected override bool MayStartNeedsLock(DataMessage message) => _mayStart;

    // "Trades continue where the session's own cursor stands": the next message starts the chain anew.
    private protected override bool ContinuesAfterResync => true;

    private protected override void AwaitStartNeedsLock() => _mayStart = true;

    // Versions of another epoch cannot be compared with those to come.
    private protected override void ForgetNeedsLock() => _written = 0;

    /// <remarks>A trade that was got stays: in finer scales where that is exact, else none is kept.</remarks>
    private protected override void ChangeScalesNeedsLock(StreamTerms before)
    {
        var kept = Math.Min(_written, _ring.Length);
        for (var i = _written - kept; i < _written; i++)
        {
            ref var trade = ref _ring[i % _ring.Length];
            if (!ScaleChange.TryConvert(trade.Price, before.PriceScale, Terms.PriceScale, out var price)
                || !ScaleChange.TryConvert(trade.Size, before.SizeScale, Terms.SizeScale, out var size))
            {
                _written = 0;
                break;
            }

            trade = trade with { Price = price, Size = size };
        }

        _lastRollup = null;
    }

    private protected override ApplyVerdict ReplaceNeedsLock(DataMessage message) =>
        throw new WireFormatException("a trade stream has no snapshot");

    private protected override ApplyVerdict ChangeNeedsLock(DataMessage message)
    {
        var isFirst = message.From is null;
        if (message.Kind == MessageKind.TradeRollup)
        {
            Interlocked.Add(ref _rolledUp, message.Merged ?? 0);
            _lastRollup = message.Rollup;
        }
        else if (!AreInOrder(message) || (!isFirst && !IsCountRight(message)))
        {
            return ApplyVerdict.Inconsistent;
        }
        else
        {
            Keep(message.TradeList, isFirst);
        }

        _mayStart = false;
        return ApplyVerdict.Applied;
    }

    // Trades below the smallest size are counted, but do not come.
    private bool IsCountRight(DataMessage message) => Terms.MinTradeSize > 0
        ? message.Merged >= message.TradeList.Count
        : message.Merged == message.TradeList.Count;

    private static bool AreInOrder(DataMessage message)
    {
        var before = message.From ?? long.MinValue;
        foreach (var trade in message.TradeList)
        {
            if (trade.Version <= before || trade.Version > message.To)
            {
                return false;
            }

            before = trade.Version;
        }

        return true;
    }

    private void Keep(List<Trade> trades, bool isFirst)
    {
        // The history of a new start may repeat what is held already. Versions of two generations do not compare.
        var isRepeated = isFirst && _written > 0 && _keptGeneration == Terms.Generation;
        var held = isRepeated ? _ring[(_written - 1) % _ring.Length].Version : long.MinValue;
        _keptGeneration = Terms.Generation;
        foreach (var trade in trades)
        {
            if (trade.Version > held)
            {
                _ring[_written % _ring.Length] = trade;
                _written++;
            }
        }
    }
}
