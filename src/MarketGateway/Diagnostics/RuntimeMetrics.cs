using System.Diagnostics.Metrics;
using System.Globalization;

namespace MarketGateway.Diagnostics;

/// <summary>What the runtime's own meter does not tell: each pause, the memory there may be, and what lanes take.</summary>
internal sealed class RuntimeMetrics : IDisposable
{
    private const string Tasks = "/proc/self/task";

    /// <summary>How the threads of lanes begin their names.</summary>
    private const string LaneName = "lane ";

    /// <summary>USER_HZ, in which Linux counts the time of threads on every machine that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private volatile bool _isDisposed;

    public RuntimeMetrics(Meter meter)
    {
        var pauses = meter.CreateHistogram(
            "marketgateway_gc_pause_seconds",
            description: "Pauses of all threads for garbage collection, one by one.",
            advice: Buckets.Latency);
        GarbageWatch.Begin(pause => pauses.Record(pause.TotalSeconds), () => _isDisposed);
        meter.CreateObservableGauge(
            "marketgateway_memory_limit_bytes",
            static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            description: "Memory that the process may use: that of its container, or of the machine.");
        meter.CreateObservableCounter(
            "marketgateway_delivery_cpu_seconds_total",
            static () => OperatingSystem.IsLinux() ? (Measurement<double>[])[new(LaneSeconds())] : [],
            description: "CPU that the lanes took: making flushes, and writing them where they go straight to the socket.");
    }

    public void Dispose() => _isDisposed = true;

    private static double LaneSeconds()
    {
        var ticks = 0L;
        foreach (var task in Directory.EnumerateDirectories(Tasks))
        {
            try
            {
                if (File.ReadAllText($"{task}/comm").StartsWith(LaneName, StringComparison.Ordinal))
                {
                    // After the name, which may have anything in it: the state, and 10 numbers, before the time used.
                    var stat = File.ReadAllText($"{task}/stat");
                    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    ticks += long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has ended since.
            }
        }

        return ticks / TicksPerSecond;
    }
}
