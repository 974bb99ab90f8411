using System.Diagnostics.Metrics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Diagnostics;

/// <summary>What clients got, and what was merged on the way: read off the account when a scrape asks.</summary>
internal sealed class DeliveryMetrics
{
    public DeliveryMetrics(Meter meter, Market market, SessionHub hub)
    {
        var account = market.Delivery;
        meter.CreateObservableCounter(
            "marketgateway_delivery_updates_offered_total",
            () => account.Offered,
            description: "Feed updates, each times the subscriptions that it concerned.");
        meter.CreateObservableCounter(
            "marketgateway_delivery_updates_delivered_total",
            () => account.Delivered,
            description: "Offered updates that a client saw: as the newest of a message, or as a trade of its own.");
        meter.CreateObservableCounter(
            "marketgateway_delivery_updates_merged_total",
            () => account.Merged,
            description: "Offered updates that a client saw only merged into a newer one, a snapshot or a roll-up.");
        meter.CreateObservableCounter(
            "marketgateway_delivery_updates_abandoned_total",
            () => account.Abandoned,
            description: "Offered updates that waited when their subscription or their log ended.");
        meter.CreateObservableGauge(
            "marketgateway_delivery_updates_waiting",
            market.CountWaiting,
            description: "Offered updates that wait, counted from where each subscription stands.");
        meter.CreateObservableCounter(
            "marketgateway_delivery_flushes_total",
            () => hub.Counters.Flushes,
            description: "Flushes: one message and one write each.");
        meter.CreateObservableCounter(
            "marketgateway_delivery_bytes_total",
            () => hub.Counters.FlushBytes,
            description: "Bytes of all flushes, before framing.");
        meter.CreateObservableCounter(
            "marketgateway_delivery_data_bytes_total",
            () => Enum.GetValues<Channel>().Select(channel => new Measurement<long>(
                account.Bytes(channel), new KeyValuePair<string, object?>("channel", WireName.Of(channel)))),
            description: "Bytes of data messages in them, by channel.");
    }
}
