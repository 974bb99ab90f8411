using MarketGateway.Audit;
using MarketGateway.Core.Sessions;
using MarketGateway.Diagnostics;
using MarketGateway.Http;
using MarketGateway.Kafka;
using MarketGateway.WebSockets;

namespace MarketGateway.Hosting;

/// <summary>Adds the metrics of every area and the listener that tells them. Without a listener nothing is measured.</summary>
internal static class MetricsComposition
{
    private const string UrlsSetting = "Urls";
    private const string KestrelEndpoints = "Kestrel:Endpoints";

    /// <exception cref="SettingsException">The address is wrong.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        var address = AddressOf(builder.Configuration);
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<MetricsEndpoint>(
            services, [.. address is null ? Array.Empty<object>() : [address]]));
        if (address is null)
        {
            return;
        }

        Listen(builder, address.Url);
        builder.Services.AddMetricsExport();
        builder.Services.AddSingleton<ISessionObserver, FlushMetrics>();
        builder.Services.AddArea<MarketMetrics>();
        builder.Services.AddArea<SessionMetrics>();
        builder.Services.AddArea<DeliveryMetrics>();
        builder.Services.AddArea<ProcessMetrics>();
        builder.Services.AddArea<HealthMetrics>();
        builder.Services.AddArea<AdmissionMetrics>();
        builder.Services.AddArea<AccessMetrics>();
        builder.Services.AddArea<HttpMetrics>();
        builder.Services.AddArea<RuntimeMetrics>();
        builder.Services.AddArea<SocketMetrics>();
        builder.Services.AddArea<CertificateMetrics>();
        builder.Services.AddSingleton<ISocketObserver>(services => services.GetRequiredService<SocketMetrics>());
        builder.Services.AddHostedService<MetricsStart>();
    }

    /// <summary>Adds what the Kafka feed measures; harmless when nothing is measured.</summary>
    public static void AddFeed(IServiceCollection services) => services.AddArea<KafkaFeedMetrics>();

    /// <summary>Adds what the audit measures; harmless when nothing is measured.</summary>
    public static void AddAudit(IServiceCollection services) => services.AddArea<AuditMetrics>();

    private static void AddArea<T>(this IServiceCollection services)
        where T : class
    {
        services.AddSingleton<T>();
        services.AddSingleton(new MetricsArea(typeof(T)));
    }

    /// <summary>A default address that is taken gives way; a given one is kept, and stops the start if it is taken.</summary>
    private static MetricsAddress? AddressOf(ConfigurationManager configuration)
    {
        var options = Settings.Read<MetricsOptions>(configuration, MetricsOptions.SectionName);
        if (!MetricsAddress.TryParse(options.Url, UrlsOf(configuration), out var address, out var fault))
        {
            throw new SettingsException(fault!);
        }

        var isGiven = configuration[MetricsOptions.UrlSetting] is not null;
        return address is null || isGiven || address.IsFree() ? address : null;
    }

    private static IEnumerable<string> UrlsOf(ConfigurationManager configuration) =>
        (configuration[UrlsSetting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Concat(configuration.GetSection(KestrelEndpoints).GetChildren().Select(endpoint => endpoint["Url"] ?? ""));

    /// <summary>Endpoints of Kestrel's own section outweigh Urls, so ours goes where the others are.</summary>
    private static void Listen(WebApplicationBuilder builder, string url)
    {
        if (builder.Configuration.GetSection(KestrelEndpoints).GetChildren().Any())
        {
            builder.Configuration[$"{KestrelEndpoints}:{MetricsOptions.SectionName}:Url"] = url;
        }
        else
        {
            builder.WebHost.UseUrls([.. UrlsOf(builder.Configuration), url]);
        }
    }
}
