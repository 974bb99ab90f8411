using System.IO.Compression;
using System.Net;
using MarketGateway.Admin;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Sessions;
using MarketGateway.Diagnostics;
using MarketGateway.Http;
using MarketGateway.Security;
using MarketGateway.Shards;
using MarketGateway.WebSockets;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace MarketGateway.Hosting;

/// <summary>Puts the gateway together out of its configuration. The only place that knows all parts.</summary>
public static class GatewayApplication
{
    /// <summary>Settings may be given as environment variables with this prefix.</summary>
    public const string EnvironmentPrefix = "MarketGateway__";

    private const string UrlsSetting = SettingsCatalog.Urls;

    private const string SettingsFile = "appsettings.json";

    /// <summary>Builds a gateway that is ready to start.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static WebApplication Build(string[] args) => Build(args, FeedComposition.Add);

    /// <summary>Builds a gateway over another feed than Kafka: for tests of everything behind it.</summary>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder> addFeed)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        AddSettings(builder.Configuration, builder.Environment.EnvironmentName, args);
        CheckUrls(builder.Configuration);
        LogLevels.Check(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        AddMarket(builder);
        AddWebSockets(builder);
        builder.Services.AddResponseCompression();
        // Files of the dashboard alone: a fifth less on a slow line, for a few milliseconds a visitor.
        builder.Services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        GatewayDrain.Add(builder);
        AccessSettings.Add(builder, UrlsSetting);
        MetricsComposition.Add(builder);
        HealthComposition.Add(builder);
        AdminComposition.Add(builder);
        ShardComposition.Add(builder);
        AuditComposition.Add(builder);
        addFeed(builder);
        builder.Services.AddHostedService<SymbolLog>();

        var gateway = builder.Build();
        gateway.UseSocketThreads();
        ShardComposition.Use(gateway);
        gateway.Services.GetRequiredService<TrustedProxies>().Use(gateway);
        HttpMetrics.Use(gateway);
        gateway.UseHosts();
        gateway.UseMetricsExport();
        gateway.UseAdmin();
        gateway.UseOperatorsPage();
        gateway.UseDashboard();
        gateway.UseWebSocketFrames();
        gateway.UseAccess();
        gateway.Map(StreamEndpoint.Path, (HttpContext context, StreamEndpoint endpoint) => endpoint.HandleAsync(context))
            .WithMetadata(new TokenInFrames());
        gateway.MapGet(EventsEndpoint.Path, (HttpContext context, EventsEndpoint endpoint) => endpoint.HandleAsync(context))
            .WithMetadata(new TicketInQuery());
        gateway.MapMarket();
        gateway.MapShards();
        gateway.MapHealth();
        gateway.MapAdmin();
        return gateway;
    }

    /// <summary>Later sources win: defaults beside the program, the working folder, the environment, the command line.</summary>
    private static void AddSettings(ConfigurationManager configuration, string environment, string[] args)
    {
        CommandLine.Check(args);
        EnvironmentNames.Check(Environment.GetEnvironmentVariables().Keys.Cast<string>(), SettingsCatalog.Names);
        var workingFile = Path.Combine(Environment.CurrentDirectory, SettingsFile);
        SettingsCatalog.RefuseUnknown(new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, SettingsFile), optional: true)
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json"), optional: true)
            .AddJsonFile(workingFile, optional: true)
            .AddEnvironmentVariables(EnvironmentPrefix)
            .AddCommandLine(args)
            .Build());
        configuration.AddJsonFile(workingFile, optional: true);
        configuration.AddEnvironmentVariables();
        configuration.AddEnvironmentVariables(EnvironmentPrefix);
        configuration.AddCommandLine(args);
    }

    private static void CheckUrls(ConfigurationManager configuration)
    {
        foreach (var url in (configuration[UrlsSetting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                throw new SettingsException(
                    $"{UrlsSetting} is '{configuration[UrlsSetting]}'; it must be addresses such as http://localhost:8080 or http://*:8080, separated by semicolons.");
            }
        }
    }

    private static void AddMarket(WebApplicationBuilder builder)
    {
        var market = Settings.Read<MarketOptions>(builder.Configuration, MarketOptions.SectionName);
        var sessions = Settings.Read<SessionOptions>(builder.Configuration, SessionOptions.SectionName);
        builder.Services.AddSingleton(ConnectionSettings.Fit(builder.Configuration, sessions, FileLimit.Read()));
        ConnectionSettings.Add(builder, sessions);
        builder.Services.AddSingleton(Options.Create(sessions));
        builder.Services.AddSingleton(new SessionPlaces(sessions));
        builder.Services.AddSingleton(services => new Market(market, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new SessionHub(
            services.GetRequiredService<Market>(),
            sessions,
            services.GetRequiredService<IFeedPulse>(),
            services.GetRequiredService<TimeProvider>(),
            new CountedTokens(services.GetRequiredService<ITokenReader>(), services.GetRequiredService<AccessCounts>()),
            services.GetService<ISessionObserver>(),
            services.GetService<ISessionRecorder>()));
    }

    private static void AddWebSockets(WebApplicationBuilder builder)
    {
        var options = Settings.Read<StreamOptions>(builder.Configuration, StreamOptions.SectionName);
        builder.Services.AddSingleton(Options.Create(options));
        builder.Services.AddSingleton(new TrustedProxies(options.TrustedProxies));
        builder.Services.AddSingleton<StreamEndpoint>();
        builder.Services.AddSingleton<EventsEndpoint>();
        builder.WebHost.UseSockets(sockets =>
        {
            SocketThreads.Use(sockets);
            sockets.MaxReadBufferSize = ConnectionSettings.ReadAheadBytesMax;
            sockets.MaxWriteBufferSize = StreamOptions.PipeBytesMax;
            sockets.CreateBoundListenSocket = (EndPoint endPoint) => ListenSocket.Create(endPoint, options.UnsentBytesMax);
        });
    }
}
