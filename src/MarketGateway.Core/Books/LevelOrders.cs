namespace MarketGateway.Core.Books;

/// <summary>
/// How many orders stand at what a stream shows of a book; 0: not known. Used under the gate of the book's owner.
/// </summary>
/// <param name="Book">The book.</param>
/// <param name="Grouped">The view of it that is shown; null: the book as it is.</param>
public readonly record struct LevelOrders(OrderBook Book, GroupedBook? Grouped)
{
    /// <summary>Gets a value indicating whether anything is known of a side.</summary>
    public bool AreKnown(Side side) => SideOf(side).HasOrders;

    /// <summary>Gets the number at a price that is shown.</summary>
    public long At(Side side, long price)
    {
        var levels = SideOf(side);
        return Grouped is null ? levels.OrdersAt(levels.KeyOf(price)) : Grouped.OrdersAt(levels, side, price);
    }

    private BookSide SideOf(Side side) => side == Side.Bid ? Book.Bids : Book.Asks;
}
