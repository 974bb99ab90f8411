namespace MarketGateway.Core.Protocol;

/// <summary>The first element of a data message (schemas/wire, section 2).</summary>
public enum DataKind
{
    /// <summary>No data: when the flush was sent that it begins.</summary>
    Stamp = 0,
    BookSnapshot = 1,
    BookDelta = 2,
    QuoteSnapshot = 3,
    QuoteDelta = 4,
    Trades = 5,
    TradeRollUp = 6,
    TradeCancel = 7,
    TradeCorrection = 8,

    /// <summary>A book snapshot whose levels say how many orders stand there.</summary>
    CountedBookSnapshot = 9,
    CountedBookDelta = 10,
}
