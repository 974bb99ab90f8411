using System.Diagnostics.Metrics;
using MarketGateway.Http;
using MarketGateway.Security;
using MarketGateway.WebSockets;

namespace MarketGateway.Hosting;

/// <summary>
/// Tells Prometheus who is at the door: connections, sessions without a token, and what was turned away.
/// </summary>
internal sealed class AdmissionMetrics
{
    public AdmissionMetrics(Meter meter, ConnectionPlaces connections, SessionPlaces sessions, RequestRates rates)
    {
        meter.CreateObservableGauge(
            "marketgateway_connections",
            () => connections.Clients,
            description: "Connections of clients now.");
        meter.CreateObservableCounter(
            "marketgateway_connections_refused_total",
            () => connections.Refused,
            description: "Connections that were cut because there were too many, in all or from one address.");
        meter.CreateObservableGauge(
            "marketgateway_sessions_unadmitted",
            () => sessions.Unadmitted,
            description: "Sessions now whose client has shown no token yet.");
        meter.CreateObservableCounter(
            "marketgateway_http_requests_refused_total",
            () => rates.Refused,
            description: "HTTP requests that were answered 429: too many of one address or principal.");
    }
}
