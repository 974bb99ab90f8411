namespace MarketGateway.Client;

/// <summary>A book at one version. Immutable; levels are best first.</summary>
/// <param name="Symbol">Whose book.</param>
/// <param name="Version">Where it stands; null: nothing has come yet.</param>
/// <param name="State">How far it can be trusted.</param>
/// <param name="Bids">Highest price first.</param>
/// <param name="Asks">Lowest price first.</param>
/// <param name="Checksum">CRC-32 over the best 10 levels of each side, as computed here.</param>
public sealed record BookView(
    string Symbol,
    long? Version,
    StreamState State,
    IReadOnlyList<BookLevel> Bids,
    IReadOnlyList<BookLevel> Asks,
    uint Checksum);
