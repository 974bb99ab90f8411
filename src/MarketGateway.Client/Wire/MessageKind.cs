namespace MarketGateway.Client;

/// <summary>The first integer of a data message (schemas/wire, section 2).</summary>
public enum MessageKind
{
    BookSnapshot = 1,
    BookDelta = 2,
    QuoteSnapshot = 3,
    QuoteDelta = 4,
    Trades = 5,
    TradeRollup = 6,
    TradeCancel = 7,
    TradeCorrection = 8,

    /// <summary>A book snapshot whose levels say how many orders stand there.</summary>
    BookSnapshotWithOrders = 9,
    BookDeltaWithOrders = 10,
}
