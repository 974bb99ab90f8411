using System.Diagnostics.Metrics;

namespace MarketGateway.Diagnostics;

/// <summary>The bounds of our histograms, in seconds. Those of the SDK begin at 5 s, where all of ours are over.</summary>
internal static class Buckets
{
    /// <summary>
    /// From a millisecond, which is what our clocks resolve, to five minutes: beyond that something is broken, and it does
    /// not matter how much.
    /// </summary>
    public static InstrumentAdvice<double> Latency { get; } = new()
    {
        HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    };

    /// <summary>
    /// Around the limits that end in a consequence: 1 s (`Sessions:LaggingAfter`) and 30 s (`Sessions:StallLimit`). The first
    /// bound, zero, holds the sessions that take all they are sent.
    /// </summary>
    public static InstrumentAdvice<double> Unsent { get; } = new()
    {
        HistogramBucketBoundaries = [0, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300],
    };

    /// <summary>Bytes that wait in a connection, around what the kernel may hold unsent (`WebSockets:UnsentBytesMax`).</summary>
    public static InstrumentAdvice<long> Queue { get; } = new()
    {
        HistogramBucketBoundaries = [0, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20],
    };
}
