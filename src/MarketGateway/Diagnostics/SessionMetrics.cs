using System.Diagnostics.Metrics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Diagnostics;

/// <summary>Who is connected, and what became of those who were: read off the hub's counters when a scrape asks.</summary>
internal sealed class SessionMetrics
{
    private static readonly SessionEndReason[] EndReasons =
        [.. Enum.GetValues<SessionEndReason>().Where(reason => reason != SessionEndReason.None)];

    public SessionMetrics(Meter meter, SessionHub hub, Market market)
    {
        var counters = hub.Counters;
        meter.CreateObservableGauge(
            "marketgateway_sessions",
            () => ByState(hub),
            description: "Sessions now, by whether their client keeps up.");
        meter.CreateObservableCounter(
            "marketgateway_sessions_opened_total",
            () => counters.Opened,
            description: "Sessions opened, those that were refused for lack of room included.");
        meter.CreateObservableCounter(
            "marketgateway_sessions_closed_total",
            () => By(EndReasons, "reason", counters.Ended),
            description: "Sessions ended, by why.");
        meter.CreateObservableCounter(
            "marketgateway_sessions_lagging_episodes_total",
            () => counters.LaggingEpisodes,
            description: "Times a session began to lag.");
        meter.CreateObservableCounter(
            "marketgateway_sessions_resumes_total",
            () => By(Enum.GetValues<ResumeKind>(), "kind", counters.Resumed),
            description: "Streams that returning clients offered to go on with, by what they got.");
        meter.CreateObservableCounter(
            "marketgateway_sessions_resyncs_total",
            () => counters.Resyncs,
            description: "Streams that clients asked to begin anew because their state did not add up.");
        meter.CreateObservableCounter(
            "marketgateway_sessions_requests_refused_total",
            () => By(Enum.GetValues<RequestErrorCode>(), "code", counters.Refused),
            description: "Requests, or single symbols of them, that were refused, by error code.");
        meter.CreateObservableGauge(
            "marketgateway_subscriptions",
            () => By(Enum.GetValues<Channel>(), "channel", market.Delivery.Subscriptions),
            description: "Subscriptions now, by channel.");
    }

    private static Measurement<long>[] ByState(SessionHub hub)
    {
        long lagging = hub.Counters.Lagging;
        return
        [
            new(Math.Max(0, hub.Count - lagging), new KeyValuePair<string, object?>("state", "live")),
            new(lagging, new KeyValuePair<string, object?>("state", "lagging")),
        ];
    }

    private static IEnumerable<Measurement<long>> By<T>(T[] values, string label, Func<T, long> count)
        where T : struct, Enum =>
        values.Select(value => new Measurement<long>(count(value), new KeyValuePair<string, object?>(label, WireName.Of(value))));
}
