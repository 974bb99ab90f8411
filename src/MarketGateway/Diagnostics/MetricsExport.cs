using System.Diagnostics.Metrics;
using System.Reflection;
using OpenTelemetry.Metrics;

namespace MarketGateway.Diagnostics;

/// <summary>Tells what is measured to Prometheus: which meters, under which names, and who may ask.</summary>
internal static class MetricsExport
{
    /// <summary>Where a scrape asks.</summary>
    public const string Path = "/metrics";

    /// <summary>What all our series begin with.</summary>
    public const string MeterName = "MarketGateway";

    private const string HealthPath = "/healthz";
    private const string AdminPath = "/admin";
    private const string PagePath = "/ops";
    private const string RuntimeMeterName = "System.Runtime";

    /// <summary>
    /// The series per partition of a large cluster. By default the SDK drops what is beyond 2,000 of one metric, and
    /// a lag that is missing looks like one that is fine.
    /// </summary>
    private const int PartitionSeriesMax = 20_000;

    /// <summary>
    /// What of the runtime's own meter an operator needs. The rest is for developers, or would be told as a counter although
    /// it is a gauge.
    /// </summary>
    private static readonly HashSet<string> RuntimeInstruments =
    [
        "dotnet.process.cpu.time", "dotnet.process.memory.working_set",
        "dotnet.gc.collections", "dotnet.gc.pause.time", "dotnet.gc.heap.total_allocated",
        "dotnet.gc.last_collection.heap.size", "dotnet.thread_pool.work_item.count",
        "dotnet.monitor.lock_contentions", "dotnet.exceptions",
    ];

    /// <summary>Gets the version of the gateway, as its package says it.</summary>
    public static string Version { get; } = Informational.Split('+')[0];

    /// <summary>Gets the commit that it was built from; `unknown` where the build was not told.</summary>
    public static string Commit { get; } = Informational.Split('+') is [_, { Length: > 0 } commit, ..] ? commit : "unknown";

    private static string Informational => typeof(MetricsExport).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static void AddMetricsExport(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IMeterFactory>().Create(MeterName));
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            var factory = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => ViewOf(instrument, factory));
        });
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(MeterName, RuntimeMeterName)
            .AddPrometheusExporter(prometheus =>
            {
                prometheus.ScrapeEndpointPath = Path;
                prometheus.ScopeInfoEnabled = false;
                prometheus.TargetInfoEnabled = false;

                // A scrape is told what is true now, and not what another was told before it.
                prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            }));
    }

    /// <summary>
    /// Lets operators have `/metrics`, `/admin`, their page and health on their port and nothing else, and clients everything
    /// else on theirs: no path below the first three, whatever follows it. To be called before any other part of the pipeline.
    /// </summary>
    public static void UseMetricsExport(this WebApplication gateway)
    {
        var endpoint = gateway.Services.GetRequiredService<MetricsEndpoint>();
        gateway.Use((context, next) =>
        {
            var path = context.Request.Path;
            var isForOperators = path.StartsWithSegments(AdminPath, StringComparison.OrdinalIgnoreCase)
                || path.StartsWithSegments(PagePath, StringComparison.OrdinalIgnoreCase);
            var isAllowed = endpoint.Received(context)
                ? isForOperators
                    || path.Equals(Path, StringComparison.OrdinalIgnoreCase)
                    || path.StartsWithSegments(HealthPath, StringComparison.OrdinalIgnoreCase)
                : !isForOperators && !path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);
            if (isAllowed)
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        if (endpoint.Address is not null)
        {
            gateway.UseWhen(endpoint.Received, static operators => operators.Use(PreferText).UseOpenTelemetryPrometheusScrapingEndpoint());
        }
    }

    /// <remarks>
    /// In OpenMetrics the exporter tells when each series began, as one more series: half as many again, of which nobody
    /// asks anything.
    /// </remarks>
    private static Task PreferText(HttpContext context, RequestDelegate next)
    {
        context.Request.Headers.Accept = "text/plain;version=0.0.4";
        return next(context);
    }

    /// <remarks>
    /// Meters are found by name in all of the process: those of another gateway in it (in tests there are many) are told
    /// from ours by their factory.
    /// </remarks>
    private static MetricStreamConfiguration? ViewOf(Instrument instrument, IMeterFactory factory)
    {
        if (instrument.Meter.Name == RuntimeMeterName)
        {
            return RuntimeInstruments.Contains(instrument.Name) ? null : MetricStreamConfiguration.Drop;
        }

        if (!ReferenceEquals(instrument.Meter.Scope, factory))
        {
            return MetricStreamConfiguration.Drop;
        }

        return instrument.Name.StartsWith("marketgateway_kafka_", StringComparison.Ordinal)
            ? new MetricStreamConfiguration { CardinalityLimit = PartitionSeriesMax }
            : null;
    }
}
