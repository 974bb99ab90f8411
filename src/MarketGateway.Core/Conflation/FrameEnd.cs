using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>Where an encoded message leaves the cursor of a client that gets it.</summary>
/// <param name="Number">The number of the update that it leads to.</param>
/// <param name="BidEdge">The key of the worst bid that the client then holds.</param>
/// <param name="AskEdge">The key of the worst ask.</param>
/// <param name="OccurredAt">When the newest update in it occurred.</param>
/// <param name="Status">The symbol's status when it was encoded: data of another one must not follow it.</param>
/// <param name="MadeAtMs">When it was encoded, by the sessions' clock.</param>
internal readonly record struct FrameEnd(
    long Number, long BidEdge, long AskEdge, long OccurredAt, SymbolStatus Status, long MadeAtMs);
