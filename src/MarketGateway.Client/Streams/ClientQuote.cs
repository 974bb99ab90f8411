namespace MarketGateway.Client;

/// <summary>
/// Best bid and ask, last trade and statistics of the day of one symbol, whose checksum was compared at every message.
/// </summary>
public sealed class ClientQuote : ClientStream
{
    private readonly long?[] _values = new long?[QuoteFieldList.Count];
    private bool _isProven;

    internal ClientQuote(string symbol)
        : base(symbol, MarketChannel.Quote)
    {
    }

    /// <summary>The quote as it stands at one version: a copy that stays as it is.</summary>
    public QuoteView View()
    {
        lock (Gate)
        {
            return new QuoteView(Symbol, Version, State)
            {
                BidPrice = Value(QuoteFields.BidPrice),
                BidSize = Value(QuoteFields.BidSize),
                AskPrice = Value(QuoteFields.AskPrice),
                AskSize = Value(QuoteFields.AskSize),
                LastPrice = Value(QuoteFields.LastPrice),
                LastSize = Value(QuoteFields.LastSize),
                LastAggressor = (TradeAggressor)(Value(QuoteFields.LastAggressor) ?? 0),
                Open = Value(QuoteFields.Open),
                High = Value(QuoteFields.High),
                Low = Value(QuoteFields.Low),
                PreviousClose = Value(QuoteFields.PreviousClose),
                Volume = Value(QuoteFields.Volume),
                LastTradeAt = Value(QuoteFields.LastTradeAt),
                OccurredAt = Value(QuoteFields.OccurredAt),
                Checksum = QuoteChecksum.Of(_values, Terms.Fields),
            };
        }
    }

    /// <summary>One field; null when it has no value (no bid, or not known yet).</summary>
    public long? this[QuoteFields field]
    {
        get
        {
            lock (Gate)
            {
                return Value(field);
            }
        }
    }

    private protected override bool IsResumableNeedsLock => _isProven;

    private protected override bool IsOfThisChannel(MessageKind kind) =>
        kind is MessageKind.QuoteSnapshot or MessageKind.QuoteDelta;

    private protected override ResumePoint ResumeNeedsLock(long version) =>
        new(version, null, null, Terms.Generation);

    // A field that comes no more would stay for ever as it was.
    private protected override void ChangeTermsNeedsLock(StreamTerms before)
    {
        for (var bit = 0; bit < QuoteFieldList.Count; bit++)
        {
            if (((int)Terms.Fields & (1 << bit)) == 0)
            {
                _values[bit] = null;
            }
        }
    }

    private protected override void ChangeScalesNeedsLock(StreamTerms before) => Array.Clear(_values);

    private protected override ApplyVerdict ReplaceNeedsLock(DataMessage message)
    {
        Array.Clear(_values);
        _isProven = true;
        return ChangeNeedsLock(message);
    }

    private protected override ApplyVerdict ChangeNeedsLock(DataMessage message)
    {
        for (var bit = 0; bit < QuoteFieldList.Count; bit++)
        {
            if (((int)message.Fields & (1 << bit)) != 0)
            {
                _values[bit] = message.Values[bit];
            }
        }

        CountChecksumNeedsLock();
        var isChecksumRight = QuoteChecksum.Of(_values, Terms.Fields) == message.Checksum;
        _isProven &= isChecksumRight;
        return isChecksumRight ? ApplyVerdict.Applied : ApplyVerdict.ChecksumWrong;
    }

    private long? Value(QuoteFields field) => _values[QuoteFieldList.IndexOf(field)];
}
