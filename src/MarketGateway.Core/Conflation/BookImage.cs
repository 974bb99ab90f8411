using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>The top of a book as it was at one moment: what the messages of a stream lead to. Owned by the stream.</summary>
internal sealed class BookImage
{
    public BookSide Bids { get; } = new(Side.Bid);

    public BookSide Asks { get; } = new(Side.Ask);

    /// <summary>Gets the number of the newest update in it.</summary>
    public long Number { get; private set; }

    /// <summary>Gets the key of the worst bid that a client holds who got it.</summary>
    public long BidEdge { get; private set; }

    /// <summary>Gets the key of the worst ask.</summary>
    public long AskEdge { get; private set; }

    public uint Checksum { get; private set; }

    public int LevelCount => Bids.Count + Asks.Count;

    /// <summary>Takes the book as it is now, down to a depth; 0 for all.</summary>
    public void Take(OrderBook book, int depth)
    {
        Bids.CopyTop(book.Bids, depth);
        Asks.CopyTop(book.Asks, depth);
        Number = book.Journal.Updates.Newest;
        BidEdge = Bids.EdgeKey(depth);
        AskEdge = Asks.EdgeKey(depth);
        Checksum = BookChecksum.Compute(Bids, Asks, depth);
    }
}
