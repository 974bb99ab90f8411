using System.Diagnostics.Metrics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Diagnostics;

/// <summary>What became of the feed's records in the market: read off its counters when a scrape asks.</summary>
internal sealed class MarketMetrics
{
    private static readonly FeedTopic[] Topics = [FeedTopic.Books, FeedTopic.Ticks];

    public MarketMetrics(Meter meter, Market market)
    {
        var counters = market.Counters;
        meter.CreateObservableCounter(
            "marketgateway_market_updates_applied_total",
            () => counters.Applied,
            description: "Feed updates that became a version of a symbol.");
        meter.CreateObservableCounter(
            "marketgateway_market_duplicates_total",
            () => counters.Duplicates,
            description: "Records dropped because their feed sequence had been seen.");
        meter.CreateObservableCounter(
            "marketgateway_market_gaps_total",
            () => counters.Gaps,
            description: "Jumps of a symbol's feed sequence: the producer or the way from it lost something.");
        meter.CreateObservableCounter(
            "marketgateway_market_deltas_before_snapshot_total",
            () => counters.BeforeSnapshot,
            description: "Book deltas dropped because their symbol had no snapshot yet.");
        meter.CreateObservableCounter(
            "marketgateway_market_records_read_again_total",
            () => counters.ReadAgain,
            description: "Records that came from Kafka twice and were dropped by their offset.");
        meter.CreateObservableCounter(
            "marketgateway_market_symbols_moved_total",
            () => counters.Moved,
            description: "Times a symbol's records began to come from another partition.");
        meter.CreateObservableCounter(
            "marketgateway_market_superseded_total",
            () => counters.Superseded,
            description: "Records dropped because a newer one of their symbol came from another partition before.");
        meter.CreateObservableCounter(
            "marketgateway_market_epoch_changes_total",
            () => Math.Max(0, market.Epoch.Number - 1),
            description: "Times the log was replaced by another, after which every client got snapshots.");
        meter.CreateObservableGauge(
            "marketgateway_market_symbols",
            () => SymbolsByState(counters),
            description: "Symbols by the state that clients see, per topic.");
    }

    private static IEnumerable<Measurement<long>> SymbolsByState(FeedCounters counters) =>
        from topic in Topics
        from state in Enum.GetValues<SymbolState>()
        select new Measurement<long>(
            counters.SymbolsIn(topic, state), new("topic", WireName.Of(topic)), new("state", WireName.Of(state)));
}
