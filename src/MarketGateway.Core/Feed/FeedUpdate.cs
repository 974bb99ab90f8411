using MarketGateway.Core.Books;

namespace MarketGateway.Core.Feed;

/// <summary>
/// One record of the feed, decoded. A consumer owns one and decodes every record into it, so that reading the feed
/// allocates nothing; whoever applies it copies what it keeps. Fields that do not belong to <see cref="Kind"/> are
/// undefined. Shapes and units: schemas/kafka.
/// </summary>
public sealed class FeedUpdate
{
    private PriceLevel[] _bids = new PriceLevel[64];
    private PriceLevel[] _asks = new PriceLevel[64];
    private int[] _bidOrders = [];
    private int[] _askOrders = [];
    private int _bidOrderCount;
    private int _askOrderCount;

    public FeedUpdateKind Kind { get; set; }

    /// <summary>Gets or sets the producer's number per symbol and topic; 0 when the producer does not number.</summary>
    public long Sequence { get; set; }

    /// <summary>
    /// Gets or sets the first number that the record stands for, where one record stands for several; 0: only for
    /// <see cref="Sequence"/>.
    /// </summary>
    public long FirstSequence { get; set; }

    /// <summary>Gets or sets the venue's time in microseconds since the Unix epoch.</summary>
    public long OccurredAt { get; set; }

    /// <summary>
    /// Gets or sets when Kafka says that the record was appended, in milliseconds since the Unix epoch; 0 when it does
    /// not. Nothing but a witness: any number may stand there.
    /// </summary>
    public long AppendedAt { get; set; }

    public int PriceScale { get; set; }

    public int SizeScale { get; set; }

    /// <summary>Gets the levels of the bid side, in the order of the record.</summary>
    public ReadOnlySpan<PriceLevel> Bids => _bids.AsSpan(0, BidCount);

    /// <summary>Gets the levels of the ask side, in the order of the record.</summary>
    public ReadOnlySpan<PriceLevel> Asks => _asks.AsSpan(0, AskCount);

    /// <summary>Gets how many orders stand at each bid, 0: not known; empty where the record does not tell.</summary>
    public ReadOnlySpan<int> BidOrders => _bidOrderCount == BidCount ? _bidOrders.AsSpan(0, BidCount) : default;

    /// <summary>Gets the same of the asks.</summary>
    public ReadOnlySpan<int> AskOrders => _askOrderCount == AskCount ? _askOrders.AsSpan(0, AskCount) : default;

    public int BidCount { get; private set; }

    public int AskCount { get; private set; }

    /// <summary>Gets or sets a value indicating whether the sizes of a delta are changes of what is there, not totals.</summary>
    public bool IsSizeChange { get; set; }

    /// <summary>Gets or sets how many levels per side the venue tells of; what lies behind is gone. 0: all.</summary>
    public int Depth { get; set; }

    /// <summary>Gets or sets the venue's own checksum of the book after this record; null: it gives none.</summary>
    public uint? VenueChecksum { get; set; }

    /// <summary>Gets or sets the quote's values; null means unchanged. Trades use the day statistics only.</summary>
    public long? BidPrice { get; set; }

    public long? BidSize { get; set; }

    public long? AskPrice { get; set; }

    public long? AskSize { get; set; }

    public long? Open { get; set; }

    public long? High { get; set; }

    public long? Low { get; set; }

    public long? PreviousClose { get; set; }

    public long? Volume { get; set; }

    /// <summary>Gets or sets the last trade as a cancel or a correction restates it; null means unchanged.</summary>
    public long? LastPrice { get; set; }

    /// <summary>Gets or sets the size of the last trade, restated; 0: there is none any more.</summary>
    public long? LastSize { get; set; }

    public Aggressor? LastAggressor { get; set; }

    public long? LastTradeAt { get; set; }

    /// <summary>Gets or sets the price of a trade, or the one that a correction gives it.</summary>
    public long Price { get; set; }

    /// <summary>Gets or sets the size of a trade, or the one that a correction gives it.</summary>
    public long Size { get; set; }

    public Aggressor Aggressor { get; set; }

    /// <summary>Gets or sets the venue's number of a trade, or null; cancels and corrections always have it.</summary>
    public long? TradeId { get; set; }

    /// <summary>Gets or sets the phase, when <see cref="Kind"/> is <see cref="FeedUpdateKind.Phase"/>.</summary>
    public MarketPhase Phase { get; set; }

    /// <summary>Gets or sets what the key stands for, when <see cref="Kind"/> is <see cref="FeedUpdateKind.Alias"/>.</summary>
    public string? AliasOf { get; set; }

    /// <summary>Gets or sets the definition, when <see cref="Kind"/> is <see cref="FeedUpdateKind.Instrument"/>.</summary>
    public Instruments.InstrumentDefinition? Definition { get; set; }

    /// <summary>Clears what a previous record left behind.</summary>
    public void Reset(FeedUpdateKind kind)
    {
        Kind = kind;
        Sequence = OccurredAt = AppendedAt = Price = Size = 0;
        PriceScale = SizeScale = BidCount = AskCount = 0;
        BidPrice = BidSize = AskPrice = AskSize = Open = High = Low = PreviousClose = Volume = null;
        LastPrice = LastSize = LastTradeAt = null;
        LastAggressor = null;
        Aggressor = Aggressor.Unknown;
        TradeId = null;
        Phase = 0;
        Definition = null;
        AliasOf = null;
        FirstSequence = Depth = 0;
        IsSizeChange = false;
        VenueChecksum = null;
        _bidOrderCount = _askOrderCount = 0;
    }

    public void AddBid(PriceLevel level) => BidCount = Append(ref _bids, BidCount, level);

    public void AddAsk(PriceLevel level) => AskCount = Append(ref _asks, AskCount, level);

    /// <summary>Says how many orders stand at the next bid; of all bids of a record, or of none.</summary>
    public void AddBidOrders(int orders) => _bidOrderCount = Append(ref _bidOrders, _bidOrderCount, orders);

    /// <summary>Says how many orders stand at the next ask.</summary>
    public void AddAskOrders(int orders) => _askOrderCount = Append(ref _askOrders, _askOrderCount, orders);

    /// <summary>Takes away all levels, to write them anew.</summary>
    internal void ClearLevels() => BidCount = AskCount = _bidOrderCount = _askOrderCount = 0;

    /// <summary>Gets the bid levels for conversion in place.</summary>
    internal Span<PriceLevel> MutableBids => _bids.AsSpan(0, BidCount);

    /// <summary>Gets the ask levels for conversion in place.</summary>
    internal Span<PriceLevel> MutableAsks => _asks.AsSpan(0, AskCount);

    private static int Append<T>(ref T[] levels, int count, T level)
    {
        if (count == levels.Length)
        {
            Array.Resize(ref levels, Math.Max(16, count * 2));
        }

        levels[count] = level;
        return count + 1;
    }
}
