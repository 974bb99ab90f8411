using MarketGateway.Core.Conflation;
using MarketGateway.Core.Sessions;
using MarketGateway.Diagnostics;
using MarketGateway.Hosting;
using MarketGateway.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MarketGateway.Testing;

/// <summary>The whole gateway as it ships, in this process, on a free port, reading the given topics.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _gateway;

    private RunningGateway(WebApplication gateway) => _gateway = gateway;

    public Market Market => _gateway.Services.GetRequiredService<Market>();

    public SessionHub Hub => _gateway.Services.GetRequiredService<SessionHub>();

    public KafkaFeed Feed => _gateway.Services.GetRequiredService<KafkaFeed>();

    /// <summary>Gets the patterns of the addresses that are mapped.</summary>
    public IEnumerable<string> Routes => _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Select(static endpoint => endpoint.RoutePattern.RawText!);

    /// <summary>Gets the address of the metrics; there is one when a test set <c>Metrics:Url</c>.</summary>
    public Uri MetricsAddress => _gateway.Services.GetRequiredService<MetricsEndpoint>().Address!;

    /// <summary>Gets http://host:port.</summary>
    public Uri Address => new(
        _gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Gets the address of the stream.</summary>
    public Uri StreamAddress => new UriBuilder(Address) { Scheme = "ws", Path = "/v1/stream" }.Uri;

    /// <summary>Starts a gateway; it may not be ready yet.</summary>
    public static Task<RunningGateway> StartAsync(
        string bootstrapServers, KafkaTopicNames topics, params string[] settings) =>
        StartAsync(bootstrapServers, topics, prepare: null, settings);

    /// <summary>Starts a gateway whose market is prepared by the test before the feed begins.</summary>
    public static async Task<RunningGateway> StartAsync(
        string bootstrapServers, KafkaTopicNames topics, Action<Market>? prepare, params string[] settings)
    {
        ArgumentNullException.ThrowIfNull(topics);
        string[] args =
        [
            "--Urls", "http://127.0.0.1:0",
            "--Metrics:Url", "",
            "--Logging:LogLevel:Default", "Warning",
            "--Kafka:BootstrapServers", bootstrapServers,
            "--Authentication:Mode", "Anonymous",
            "--Kafka:Topics:Instruments", topics.Instruments,
            "--Kafka:Topics:Books", topics.Books,
            "--Kafka:Topics:Ticks", topics.Ticks,
            .. settings,
        ];
        var gateway = GatewayApplication.Build(args);
        prepare?.Invoke(gateway.Services.GetRequiredService<Market>());
        await gateway.StartAsync().ConfigureAwait(false);
        return new RunningGateway(gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopAsync().ConfigureAwait(false);
        await _gateway.DisposeAsync().ConfigureAwait(false);
    }
}
