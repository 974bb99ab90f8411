using System.Diagnostics.Metrics;
using MarketGateway.Core.Protocol;
using MarketGateway.Security;

namespace MarketGateway.Hosting;

/// <summary>Who was not let in, what became of tickets, and how it stands with the keys of the issuer.</summary>
internal sealed class AccessMetrics
{
    public AccessMetrics(Meter meter, AccessCounts counts, TimeProvider time, IssuerKeys? keys = null)
    {
        meter.CreateObservableCounter(
            "marketgateway_authentication_failures_total",
            () => counts.Failures.Select(static failure => new Measurement<long>(
                failure.Count, Label("way", WireName.Of(failure.Way)), Label("reason", WireName.Of(failure.Reason)))),
            description: "Requests and frames that were not let in, by how they showed who they are, and why.");
        meter.CreateObservableCounter(
            "marketgateway_authentication_tickets_total",
            () => counts.Tickets.Select(static ticket => new Measurement<long>(
                ticket.Count, Label("outcome", WireName.Of(ticket.Outcome)))),
            description: "Tickets that were asked for or shown, by what became of them.");
        meter.CreateObservableCounter(
            "marketgateway_authentication_key_fetches_total",
            () => (Measurement<long>[])
            [
                new(keys?.ReadCount ?? 0, Label("outcome", "read")), new(keys?.FailedCount ?? 0, Label("outcome", "failed")),
            ],
            description: "Readings of the issuer's keys, by whether there were any.");
        meter.CreateObservableGauge(
            "marketgateway_authentication_keys_age_seconds",
            () => keys?.ReadAt is { } at ? (Measurement<double>[])[new((time.GetUtcNow() - at).TotalSeconds)] : [],
            description: "How long ago the issuer's keys were read last. Absent without an issuer, and before they were.");
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
