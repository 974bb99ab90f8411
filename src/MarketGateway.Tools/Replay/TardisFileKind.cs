namespace MarketGateway.Tools.Replay;

/// <summary>The CSV files of Tardis that can be replayed; the order is that of records of the same moment.</summary>
public enum TardisFileKind
{
    /// <summary>trades: what took liquidity comes before the book that shows it gone.</summary>
    Trades = 0,

    /// <summary>incremental_book_L2.</summary>
    Book = 1,

    /// <summary>quotes: the best bid and ask after the book changed.</summary>
    Quotes = 2,
}
