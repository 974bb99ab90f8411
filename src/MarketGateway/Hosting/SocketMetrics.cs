using System.Diagnostics.Metrics;
using MarketGateway.Diagnostics;
using MarketGateway.WebSockets;

namespace MarketGateway.Hosting;

/// <summary>What waits in the kernel for clients: decided, and out of the reach of conflation.</summary>
internal sealed class SocketMetrics(Meter meter) : ISocketObserver
{
    private readonly Histogram<long> _queue = meter.CreateHistogram(
        "marketgateway_sessions_socket_queue_bytes",
        description: "Each connection once in a ping interval: bytes in the kernel that its client has not acknowledged.",
        advice: Buckets.Queue);

    public void OnQueue(long bytes) => _queue.Record(bytes);
}
