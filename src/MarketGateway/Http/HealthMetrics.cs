using System.Diagnostics.Metrics;

namespace MarketGateway.Http;

/// <summary>Tells Prometheus what the readiness probe is told.</summary>
internal sealed class HealthMetrics
{
    public HealthMetrics(Meter meter, HealthReport health) => meter.CreateObservableGauge(
        "marketgateway_ready",
        () => health.IsReady ? 1 : 0,
        description: "1 while clients may be sent here, as /healthz/ready answers; else 0.");
}
