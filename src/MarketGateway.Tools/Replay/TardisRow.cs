using MarketGateway.Core.Books;

namespace MarketGateway.Tools.Replay;

/// <summary>One row of a file, whichever kind; fields that do not belong to the kind are default.</summary>
internal struct TardisRow
{
    public string Symbol;

    public string Exchange;

    /// <summary>Microseconds since the Unix epoch, at the venue.</summary>
    public long Timestamp;

    /// <summary>When it was received, as the file has it: what came in two messages differs in it. 0: not told.</summary>
    public long ReceivedAt;

    public bool IsSnapshot;

    /// <summary>The side of a level.</summary>
    public bool IsBid;

    /// <summary>Price and size of a level or a trade; of the bid in a quote.</summary>
    public ExactDecimal Price;
    public ExactDecimal Size;

    public ExactDecimal AskPrice;
    public ExactDecimal AskSize;

    public Aggressor Aggressor;

    /// <summary>The venue's number of a trade; null where it is not a number.</summary>
    public long? TradeId;
}
