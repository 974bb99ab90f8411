using System.Text;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Sessions;
using MarketGateway.Diagnostics;
using MarketGateway.Hosting;
using MarketGateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MarketGateway.Testing;

/// <summary>
/// A gateway on a real port whose market is fed by the test instead of by Kafka: for everything that is behind the feed.
/// Not safe for use by several feeding threads.
/// </summary>
public sealed class MarketHarness : IAsyncDisposable
{
    private readonly WebApplication _gateway;
    private readonly Dictionary<(FeedTopic, string), long> _offsets = [];

    private MarketHarness(WebApplication gateway) => _gateway = gateway;

    public Market Market => _gateway.Services.GetRequiredService<Market>();

    /// <summary>Gets how many bytes of requests that are not whole yet a principal has.</summary>
    public int RequestBytesOf(string principal) =>
        _gateway.Services.GetRequiredService<Http.SessionPlaces>().RequestBytes.Of(principal);

    public SessionHub Hub => _gateway.Services.GetRequiredService<SessionHub>();

    /// <summary>Gets what heartbeats say of the feed.</summary>
    public SettablePulse Pulse => _gateway.Services.GetRequiredService<SettablePulse>();

    /// <summary>Gets http://host:port.</summary>
    public Uri Address => new(
        _gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Gets the address of the stream.</summary>
    public Uri StreamAddress => new UriBuilder(Address) { Scheme = "ws", Path = "/v1/stream" }.Uri;

    /// <summary>Gets the operators' address; there is one when a test set <c>Metrics:Url</c>.</summary>
    public Uri OperatorAddress => _gateway.Services.GetRequiredService<MetricsEndpoint>().Address!;

    /// <summary>Gets the patterns of the addresses that are mapped, each with its methods.</summary>
    public IEnumerable<(string Pattern, IReadOnlyList<string> Methods)> Routes =>
        _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(
            static endpoint => (
                endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []));

    public static Task<MarketHarness> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    /// <summary>Starts a gateway of which something more is of the test's.</summary>
    public static async Task<MarketHarness> StartAsync(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        string[] args = ["--Urls", "http://127.0.0.1:0", "--Metrics:Url", "", "--Logging:LogLevel:Default", "Warning", .. settings];
        var gateway = GatewayApplication.Build(args, builder =>
        {
            AddTestFeed(builder);
            configure(builder);
        });
        await gateway.StartAsync().ConfigureAwait(false);
        var harness = new MarketHarness(gateway);
        harness.Market.BeginEpoch("test");
        return harness;
    }

    /// <summary>Applies a record as the only one of its key's partition; offsets rise by 2, as under compaction.</summary>
    public long Apply(FeedTopic topic, string symbol, FeedUpdate update, int partition = 0)
    {
        var offset = _offsets[(topic, symbol)] = _offsets.GetValueOrDefault((topic, symbol)) + 2;
        var target = Market.Resolve(Encoding.UTF8.GetBytes(symbol))!;
        var reason = Market.Apply(topic, partition, offset, target, update);
        return reason == DecodeError.None
            ? offset
            : throw new ArgumentException($"the update of {symbol} was skipped: {reason}", nameof(update));
    }

    /// <summary>Replaces the log: offsets start again and nothing is known.</summary>
    public void BeginEpoch(string epoch)
    {
        _offsets.Clear();
        Market.BeginEpoch(epoch);
    }

    /// <summary>Ends the gateway as SIGTERM does.</summary>
    public Task StopAsync() => _gateway.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopAsync().ConfigureAwait(false);
        await _gateway.DisposeAsync().ConfigureAwait(false);
    }

    private static void AddTestFeed(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SettablePulse>();
        builder.Services.AddSingleton<IFeedPulse>(services => services.GetRequiredService<SettablePulse>());
        builder.Services.AddSingleton<IFeedReadiness, AlwaysReady>();
    }

    private sealed class AlwaysReady : IFeedReadiness
    {
        public bool IsReady => true;

        public bool HasBeenReady => true;

        public double Progress => 1;

        public string Phase => "ready";

        public IReadOnlyList<TopicHealth> Topics => [];
    }
}
