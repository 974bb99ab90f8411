using MarketGateway.Demo;
using MarketGateway.Diagnostics;
using MarketGateway.Kafka;
using MarketGateway.Security;
using MarketGateway.WebSockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace MarketGateway.Hosting;

/// <summary>What a newcomer reads when the gateway has started: where to look, and what this is.</summary>
internal static partial class Banner
{
    public static void Write(WebApplication gateway, TextWriter output)
    {
        if (JsonLog.IsOn(gateway.Configuration))
        {
            WriteToLog(gateway);
            return;
        }

        var cluster = gateway.Services.GetRequiredService<KafkaCluster>();
        output.WriteLine();
        var metrics = gateway.Services.GetRequiredService<MetricsEndpoint>();
        foreach (var address in Addresses(gateway).Where(address => !metrics.IsAt(address)))
        {
            output.WriteLine($"  MarketGateway is running. Look at {address}");
            output.WriteLine($"    stream       {"ws" + address["http".Length..]}{StreamEndpoint.Path}");
            output.WriteLine($"    instruments  {address}/v1/instruments");
            output.WriteLine($"    snapshots    {address}/v1/snapshot/book/{{symbol}}?depth=10");
        }

        output.WriteLine();
        output.WriteLine($"  Metrics: {Describe(metrics, gateway.Configuration)}");
        var bound = gateway.Services.GetRequiredService<FileBound>();
        var sessions = gateway.Services.GetRequiredService<IOptions<SessionOptions>>().Value;
        output.WriteLine(
            $"  Sessions: at most {sessions.SessionsMax:N0}, of {sessions.ConnectionsInAll:N0} connections{bound.Words}.");
        var access = gateway.Services.GetRequiredService<AccessOptions>();
        if (access.Mode == AuthenticationMode.Jwt && !TicketKeys.AreShared(access))
        {
            output.WriteLine("  Tickets: good on this replica alone; with Authentication:TicketKey on all that have the same.");
        }

        if (cluster.Embedded is null)
        {
            output.WriteLine($"  Kafka: {cluster.BootstrapServers}");
        }
        else
        {
            output.WriteLine($"  Kafka: an embedded broker at {cluster.BootstrapServers}. It is for trying out and forgets everything");
            output.WriteLine("  when this process ends; set Kafka:BootstrapServers to use your own.");
            output.WriteLine(gateway.Services.GetService<SimulationOptions>() is { } simulation
                ? $"  Market: {simulation.Instruments} simulated instruments, {simulation.UpdatesPerSecond:N0} updates/s (seed {simulation.Seed})."
                : "  Market: nothing is simulated; publish into the topics of Kafka:Sources.");
        }

        output.WriteLine();
        output.WriteLine("  Ctrl+C ends it; once more ends it at once.");
        output.WriteLine();
    }

    private static void WriteToLog(WebApplication gateway)
    {
        var metrics = gateway.Services.GetRequiredService<MetricsEndpoint>();
        var streams = Addresses(gateway).Where(address => !metrics.IsAt(address))
            .Select(static address => $"ws{address["http".Length..]}{StreamEndpoint.Path}");
        LogRunning(
            gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger(JsonLog.Category),
            MetricsExport.Version,
            string.Join(' ', streams),
            Describe(metrics, gateway.Configuration),
            gateway.Services.GetRequiredService<KafkaCluster>().BootstrapServers);
    }

    [LoggerMessage(1, LogLevel.Information,
        "MarketGateway {Version} is running: stream {Streams}, metrics {Metrics}, Kafka {Servers}")]
    private static partial void LogRunning(ILogger logger, string version, string streams, string metrics, string servers);

    private static string Describe(MetricsEndpoint metrics, IConfiguration configuration) =>
        metrics.Address is { } address ? $"{address}"
        : configuration[MetricsOptions.UrlSetting] is not null ? $"none ({MetricsOptions.UrlSetting} is empty)."
        : $"none: {new MetricsOptions().Url} is taken. Set {MetricsOptions.UrlSetting} to another address.";

    private static ICollection<string> Addresses(WebApplication gateway) =>
        gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
}
