namespace MarketGateway.Core.Books;

/// <summary>
/// How near to the best price an update reached, per side: the lowest rank among the levels it changed, or
/// <see cref="None"/>. A client that holds fewer levels than both ranks sees nothing of the update.
/// </summary>
public readonly record struct BookTouch(int BidRank, int AskRank)
{
    public const int None = int.MaxValue;

    public static readonly BookTouch Nothing = new(None, None);

    /// <summary>Gets the touch of both updates together.</summary>
    public BookTouch And(BookTouch other) =>
        new(Math.Min(BidRank, other.BidRank), Math.Min(AskRank, other.AskRank));

    /// <summary>Says whether a client that holds this many levels per side (0: all) sees the update.</summary>
    public bool ReachesInto(int depth)
    {
        var rank = Math.Min(BidRank, AskRank);
        return rank != None && (depth == 0 || rank < depth);
    }
}
