using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>One stream of a session, as its lane saw it in one turn. Immutable.</summary>
/// <param name="Stream">The stream's number in this process.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Parameters">How the client wants to see it.</param>
/// <param name="State">How the subscription stands: `in_step`, `beginning`, `due`, `apart` or `paused`.</param>
/// <param name="Version">The version that the client was led to; null: it holds nothing yet.</param>
/// <param name="NewestVersion">The newest version that there is; negative before the first.</param>
/// <param name="Behind">How many updates lie between the two; null: that is not known.</param>
public sealed record StreamDetail(
    int Stream,
    string Symbol,
    StreamParameters Parameters,
    string State,
    long? Version,
    long NewestVersion,
    long? Behind)
{
    /// <summary>Gets a value indicating whether the client wants nothing for now.</summary>
    public bool IsPaused { get; init; }
}
