using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Conflation.Model;

/// <summary>What one symbol's market is after a record of the log: known by construction, not by the gateway's code.</summary>
/// <param name="Epoch">Which log; counted from 0.</param>
/// <param name="Book">The book.</param>
/// <param name="Ticks">Quote and trades.</param>
internal sealed record MarketTruth(int Epoch, BookTruth Book, TickTruth Ticks);

/// <summary>A channel's history inside one epoch: the versions and times of the updates applied so far.</summary>
internal sealed class UpdateHistory
{
    private readonly List<PastUpdate> _updates = [];

    public long Count => _updates.Count;

    public void Add(PastUpdate update) => _updates.Add(update);

    /// <summary>Gets the updates after one version and up to another, after the one at the first.</summary>
    public List<PastUpdate> From(long version, long last) =>
        _updates.FindAll(update => update.Version >= version && update.Version <= last);

    /// <summary>Gets how many updates there were up to a version.</summary>
    public long NumberAt(long version) => _updates.Count(update => update.Version <= version);

    /// <summary>Gets when the first update after a version occurred.</summary>
    public long OccurredAfter(long version) => _updates.First(update => update.Version > version).OccurredAt;

    public long OccurredAt(long version) => _updates.Single(update => update.Version == version).OccurredAt;
}

/// <summary>An update: when it occurred, and for a book what that was afterwards.</summary>
internal sealed record PastUpdate(long Version, long OccurredAt, PriceLevel[]? Bids = null, PriceLevel[]? Asks = null);

/// <summary>A book; version -1 before its first snapshot.</summary>
internal sealed record BookTruth(
    long Version,
    PriceLevel[] Bids,
    PriceLevel[] Asks,
    SymbolState State,
    SymbolStateReason Reason,
    UpdateHistory History);

/// <summary>Quote and trades; version -1 before the first update. Trades of later records are in the list, too.</summary>
internal sealed record TickTruth(
    long Version,
    long TradeVersion,
    long?[] Fields,
    IReadOnlyList<Trade> AllTrades,
    SymbolState State,
    SymbolStateReason Reason,
    UpdateHistory History)
{
    /// <summary>Gets the trades after one version and up to another.</summary>
    public Trade[] TradesIn(long from, long to) =>
        [.. AllTrades.Where(trade => trade.Version > from && trade.Version <= to)];
}
