namespace MarketGateway.Client;

/// <summary>
/// The trades of one symbol: the most recent ones in full, and counts of what the gateway rolled up because this client
/// was too slow or too long away. A listener sees every trade, cancel and correction; here at most
/// <see cref="MarketClientOptions.TradesKept"/> trades are kept, as they stand now.
/// </summary>
public sealed class ClientTrades : ClientStream
{
    private readonly KeptTrades _kept;
    private readonly AmendmentTally _amended = new();
    private long _count;
    private string? _keptGeneration;
    private long _rolledUp;
    private TradeRollup? _lastRollup;
    private bool _mayStart = true;

    internal ClientTrades(string symbol, int tradesKept)
        : base(symbol, MarketChannel.Trade) => _kept = new KeptTrades(tradesKept);

    /// <summary>Gets how many trades came one by one, history included.</summary>
    public long Count
    {
        get
        {
            lock (Gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Gets how many cancels came, also of trades that are not kept here.</summary>
    public long Cancels
    {
        get
        {
            lock (Gate)
            {
                return _amended.Cancels;
            }
        }
    }

    /// <summary>Gets how many corrections came, also of trades that are not kept here.</summary>
    public long Corrections
    {
        get
        {
            lock (Gate)
            {
                return _amended.Corrections;
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

    /// <summary>
    /// The last trades that are kept, oldest first; a copy that stays as it is. Without those that were cancelled, and
    /// those that were corrected with their new values.
    /// </summary>
    /// <param name="after">Only those with a greater version.</param>
    public IReadOnlyList<Trade> Recent(long? after = null)
    {
        lock (Gate)
        {
            return _kept.After(after);
        }
    }

    /// <summary>The last cancels and corrections, at most a hundred, oldest first; a copy.</summary>
    /// <param name="after">Only those with a greater version.</param>
    public IReadOnlyList<TradeAmendment> RecentAmendments(long? after = null)
    {
        lock (Gate)
        {
            return _amended.After(after);
        }
    }

    private protected override bool IsResumableNeedsLock => true;

    private protected override bool IsOfThisChannel(MessageKind kind) =>
        kind is MessageKind.Trades or MessageKind.TradeRollup
            or MessageKind.TradeCancel or MessageKind.TradeCorrection;

    private protected override ResumePoint ResumeNeedsLock(long version) =>
        new(version, null, null, Terms.Generation);

    private protected override bool MayStartNeedsLock(DataMessage message) => _mayStart;

    // "Trades continue where the session's own cursor stands": the next message starts the chain anew.
    private protected override bool ContinuesAfterResync => true;

    private protected override void AwaitStartNeedsLock() => _mayStart = true;

    // Versions of another epoch cannot be compared with those to come.
    private protected override void ForgetNeedsLock()
    {
        _kept.Clear();
        _amended.Clear();
        _count = 0;
    }

    /// <remarks>A trade that was got stays: in finer scales where that is exact, else none is kept.</remarks>
    private protected override void ChangeScalesNeedsLock(StreamTerms before)
    {
        _kept.Convert(before, Terms);
        _amended.Clear();
        _lastRollup = null;
    }

    private protected override ApplyVerdict ReplaceNeedsLock(DataMessage message) =>
        throw new WireFormatException("a trade stream has no snapshot");

    private protected override ApplyVerdict ChangeNeedsLock(DataMessage message)
    {
        var isFirst = message.From is null;
        if (message.Kind == MessageKind.TradeRollup)
        {
            var (cancels, corrections) = (message.Rollup.Cancels ?? 0, message.Rollup.Corrections ?? 0);
            Interlocked.Add(ref _rolledUp, (message.Merged ?? 0) - cancels - corrections);
            _lastRollup = message.Rollup;
        }
        else if (message.Kind == MessageKind.Trades)
        {
            if (!AreInOrder(message) || (!isFirst && !IsCountRight(message)))
            {
                return ApplyVerdict.Inconsistent;
            }

            // Versions of two generations do not compare.
            var isRepeated = isFirst && _keptGeneration == Terms.Generation;
            _keptGeneration = Terms.Generation;
            _count += isRepeated ? _kept.Begin(message.TradeList) : _kept.Add(message.TradeList);
        }

        foreach (var amendment in message.Amendments)
        {
            _amended.Add(amendment);
            _kept.Amend(amendment, Terms.MinTradeSize);
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
}
