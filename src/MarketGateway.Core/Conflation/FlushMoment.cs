namespace MarketGateway.Core.Conflation;

/// <summary>When a message is asked for, and since when it has been due.</summary>
/// <remarks>
/// A paced session takes the state as it was taken for another one since the message was due, although its symbol may
/// have moved since: no older than if its turn had come in time. So all sessions of one phase are led to the same version
/// and share what leads there. If each got what is newest at its own turn, no two would stand at the same cursor on a
/// busy symbol and each would need a message of its own. What the shared one lacks comes with the next interval.
/// </remarks>
/// <param name="NowMs">The sessions' clock.</param>
/// <param name="DueAtMs">Since when, by the same clock; <see cref="AtNewest"/>: only the newest state will do.</param>
public readonly record struct FlushMoment(long NowMs, long DueAtMs)
{
    /// <summary>A due time that no state was taken at: the message must lead to the newest version.</summary>
    public const long AtNewest = long.MaxValue;

    /// <summary>The moment of one who wants the newest and has no clock.</summary>
    public static readonly FlushMoment Newest = new(0, AtNewest);
}
