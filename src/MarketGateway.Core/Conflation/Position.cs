using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// A moment of a stream that a client can stand at. Immutable, and equal by value: two clients for whom it is equal hold
/// the same, and the same message leads both on.
/// </summary>
/// <param name="Epoch">The channel's epoch that the version belongs to.</param>
/// <param name="Version">The version of the newest update in it.</param>
/// <param name="Number">The number of that update in the channel's log.</param>
/// <param name="SettledNumber">
/// The number, counted through all logs, up to which the account of whoever stands here is settled.
/// </param>
/// <param name="OccurredAt">When the newest update occurred; 0 where nothing was sent yet.</param>
internal sealed record Position(int Epoch, long Version, long Number, long SettledNumber, long OccurredAt)
{
    /// <summary>The version of a position that is nowhere: the next message is a snapshot.</summary>
    public const long NowhereVersion = -2;

    /// <summary>The number of a position whose version was offered by a client and not found yet.</summary>
    public const long Unresolved = -1;

    /// <summary>
    /// The number of a position at which the way on is broken: what lies between it and now cannot be known.
    /// </summary>
    public const long Broken = -2;

    /// <summary>Gets the generation that the version belongs to; null where nothing was sent yet.</summary>
    public Generation? Generation { get; init; }

    /// <summary>Gets the key of the worst bid that the client holds; unbounded when it holds the whole side.</summary>
    public long BidEdge { get; init; } = BookSide.Unbounded;

    /// <summary>Gets the key of the worst ask that the client holds.</summary>
    public long AskEdge { get; init; } = BookSide.Unbounded;

    /// <summary>Makes a position that is nowhere, for a client that gets all that comes from now on.</summary>
    public static Position Nowhere(int epoch, long settledNumber) => new(epoch, NowhereVersion, 0, settledNumber, 0);
}
