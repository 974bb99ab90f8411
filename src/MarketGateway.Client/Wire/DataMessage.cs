namespace MarketGateway.Client;

/// <summary>
/// One decoded data message. Owned by the receive loop, which reuses it for the next message: copy what you keep.
/// Which members hold something follows from <see cref="Kind"/>.
/// </summary>
public sealed class DataMessage
{
    private readonly List<BookLevel> _bids = [];
    private readonly List<BookLevel> _asks = [];
    private readonly List<Trade> _trades = [];
    private readonly List<TradeAmendment> _amendments = [];
    private readonly long?[] _values = new long?[QuoteFieldList.Count];

    /// <summary>Gets what the message is.</summary>
    public MessageKind Kind { get; internal set; }

    /// <summary>Gets the number of the stream in this session.</summary>
    public long Stream { get; internal set; }

    /// <summary>Gets the version that the receiver must stand at; null: nothing before.</summary>
    public long? From { get; internal set; }

    /// <summary>Gets the version that the receiver stands at afterwards.</summary>
    public long To { get; internal set; }

    /// <summary>Gets how many source updates lie in (<see cref="From"/>, <see cref="To"/>]; null: not known.</summary>
    public long? Merged { get; internal set; }

    /// <summary>
    /// Gets when the oldest of those updates occurred that show in the stream, in microseconds since the Unix epoch; null:
    /// unknown, or none does.
    /// </summary>
    public long? Oldest { get; internal set; }

    /// <summary>
    /// Gets when the newest of those updates occurred, in microseconds since the Unix epoch; null: the client did not ask
    /// for stamps, or it is not known.
    /// </summary>
    public long? Newest { get; internal set; }

    /// <summary>
    /// Gets when the gateway sent the flush of the message, by its own clock, in microseconds since the Unix epoch; null:
    /// the client did not ask for stamps.
    /// </summary>
    public long? SentAt { get; internal set; }

    /// <summary>Gets the bids of a book message, best first; in a delta size 0 removes.</summary>
    public IReadOnlyList<BookLevel> Bids => _bids;

    /// <summary>Gets the asks of a book message, best first; in a delta size 0 removes.</summary>
    public IReadOnlyList<BookLevel> Asks => _asks;

    /// <summary>Gets the CRC-32 that the top of the book, or the fields of the quote, must have after this message.</summary>
    public uint Checksum { get; internal set; }

    /// <summary>Gets which fields a quote message holds.</summary>
    public QuoteFields Fields { get; internal set; }

    /// <summary>Gets the trades of a trade message, oldest first.</summary>
    public IReadOnlyList<Trade> Trades => _trades;

    /// <summary>Gets what a roll-up says about the trades that it stands for.</summary>
    public TradeRollup Rollup { get; internal set; }

    /// <summary>
    /// Gets what a cancel or a correction says of a trade; in a roll-up those that are in it, none where they are too
    /// many.
    /// </summary>
    public IReadOnlyList<TradeAmendment> Amendments => _amendments;

    /// <summary>Gets or sets why the message cannot be read.</summary>
    internal string Problem { get; set; } = "";

    internal List<BookLevel> BidList => _bids;

    internal List<BookLevel> AskList => _asks;

    internal List<Trade> TradeList => _trades;

    internal long?[] Values => _values;

    /// <summary>
    /// The value of one field of a quote message; null when it has no value or is not in the message.
    /// </summary>
    public long? ValueOf(QuoteFields field) =>
        (Fields & field) == 0 ? null : _values[QuoteFieldList.IndexOf(field)];

    internal void AddCancel(long version, long occurredAt, long tradeId) => _amendments.Add(
        new TradeAmendment(version, occurredAt, tradeId, IsCancel: true, 0, 0, TradeAggressor.Unknown));

    internal void AddCorrection(
        long version, long occurredAt, long tradeId, long price, long size, TradeAggressor aggressor) =>
        _amendments.Add(new TradeAmendment(version, occurredAt, tradeId, IsCancel: false, price, size, aggressor));

    internal void Clear()
    {
        _bids.Clear();
        _asks.Clear();
        _trades.Clear();
        Fields = QuoteFields.None;
        Checksum = 0;
        Newest = null;
        Rollup = default;
        _amendments.Clear();
    }
}
