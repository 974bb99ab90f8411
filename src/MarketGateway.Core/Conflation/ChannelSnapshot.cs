using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// A copy of one symbol's state in one channel, for whoever asks once instead of following a stream. Only what belongs
/// to the channel is filled.
/// </summary>
/// <param name="Version">The version; null before the first update.</param>
/// <param name="OccurredAt">When the last update occurred at the venue; null before the first.</param>
/// <param name="Status">How far it can be trusted.</param>
/// <param name="Generation">What the version and the numbers mean.</param>
public sealed record ChannelSnapshot(long? Version, long? OccurredAt, SymbolStatus Status, Generation Generation)
{
    /// <summary>Gets the bids, best first.</summary>
    public IReadOnlyList<PriceLevel> Bids { get; init; } = [];

    /// <summary>Gets the asks, best first.</summary>
    public IReadOnlyList<PriceLevel> Asks { get; init; } = [];

    /// <summary>Gets how many orders stand at each bid; empty where that was not asked for.</summary>
    public IReadOnlyList<long> BidOrders { get; init; } = [];

    public IReadOnlyList<long> AskOrders { get; init; } = [];

    /// <summary>Gets the checksum over the levels here, or the fields.</summary>
    public uint Checksum { get; init; }

    /// <summary>Gets the value of each quote field, in the order of its bit; null where it has none.</summary>
    public IReadOnlyList<long?> Fields { get; init; } = [];

    /// <summary>Gets the trades, oldest first.</summary>
    public IReadOnlyList<Trade> Trades { get; init; } = [];
}
