using System.Diagnostics.Metrics;

namespace MarketGateway.Diagnostics;

/// <summary>Which gateway this is, and since when. What the process uses is told by the runtime's own meter.</summary>
internal sealed class ProcessMetrics
{
    public ProcessMetrics(Meter meter, TimeProvider time)
    {
        var startedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge(
            "marketgateway_start_time_seconds",
            () => startedAt,
            description: "When the gateway started, in seconds since 1970.");
        meter.CreateObservableGauge(
            "marketgateway_thread_pool_threads",
            () => ThreadPool.ThreadCount,
            description: "Threads of the pool that flushes run on.");
        meter.CreateObservableGauge(
            "marketgateway_thread_pool_queue_length",
            () => ThreadPool.PendingWorkItemCount,
            description: "Work that waits for such a thread: flushes among it.");
        meter.CreateObservableGauge(
            "marketgateway_build_info",
            () => new Measurement<long>(
                1,
                new KeyValuePair<string, object?>("version", MetricsExport.Version),
                new KeyValuePair<string, object?>("commit", MetricsExport.Commit)),
            description: "Always 1; the labels say which version runs.");
    }
}
