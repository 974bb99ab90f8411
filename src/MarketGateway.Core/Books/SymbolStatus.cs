namespace MarketGateway.Core.Books;

/// <summary>
/// A symbol's state in a channel, why, and since when. Immutable: a change is a new object, so that a reader sees by
/// reference whether it was told.
/// </summary>
/// <param name="State">How far the state can be trusted.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when, in microseconds since the Unix epoch, by the gateway's clock.</param>
public sealed record SymbolStatus(SymbolState State, SymbolStateReason Reason, long Since)
{
    /// <summary>Gets the market's phase, which says nothing of how good the state is; null: not known.</summary>
    public SymbolPhase? Phase { get; init; }
}
