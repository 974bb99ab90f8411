using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>Which moment of its symbol a stream's image shows: where the messages that are written now lead.</summary>
/// <param name="Epoch">The channel's epoch.</param>
/// <param name="Version">The version of the newest update in it.</param>
/// <param name="Number">The number of that update in the channel's log.</param>
/// <param name="OccurredAt">When it occurred.</param>
/// <param name="Status">The symbol's status then: data from before a status must not follow it.</param>
/// <param name="TakenAtMs">When the image was taken, by the sessions' clock.</param>
internal readonly record struct ImageMark(
    int Epoch, long Version, long Number, long OccurredAt, SymbolStatus? Status, long TakenAtMs)
{
    /// <summary>Gets the key of the worst bid that a client holds who got it; of a book alone.</summary>
    public long BidEdge { get; init; } = BookSide.Unbounded;

    /// <summary>Gets the key of the worst ask.</summary>
    public long AskEdge { get; init; } = BookSide.Unbounded;
}
