using MarketGateway.Bench.Processes;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>The process of a SignalR server.</summary>
internal sealed class SignalRRole : Role
{
    /// <summary>Where the benchmark asks how many symbols are complete.</summary>
    public const string ReadyPath = "/complete";

    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _app;
    private Task _conflating = Task.CompletedTask;

    protected override async Task<object> StartAsync(string settings)
    {
        var peer = Read<PeerSettings>(settings);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = peer.BootstrapServers,
            ["Kafka:Topics:Instruments"] = peer.TopicPrefix + "instruments",
            ["Kafka:Topics:Books"] = peer.TopicPrefix + "books",
            ["Kafka:Topics:Ticks"] = peer.TopicPrefix + "ticks",
            ["Kafka:FetchWait"] = Servers.FetchWait,
            ["Kafka:FetchLinger"] = peer.FetchLinger,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(peer.Url);
        builder.Services.AddSingleton(peer);
        builder.Services.AddSingleton<PeerMarket>();
        builder.Services.AddSingleton<IFeedSink>(static services => services.GetRequiredService<PeerMarket>());
        builder.Services.AddKafkaFeed(builder.Configuration);
        builder.Services.AddSignalR(static hub =>
        {
            // Idle clients of the benchmark say nothing, and are not to be taken for dead.
            hub.ClientTimeoutInterval = TimeSpan.FromMinutes(30);
            hub.MaximumReceiveMessageSize = 1 << 20;
        }).AddMessagePackProtocol();
        _app = builder.Build();
        _app.MapHub<MarketHub>(MarketHub.Path);
        _app.MapGet(ReadyPath, static (PeerMarket market) => Results.Text($"{market.CompleteCount}"));
        await _app.StartAsync();
        if (peer.IntervalMs > 0)
        {
            _conflating = Task.Run(() => _app.Services.GetRequiredService<PeerMarket>().ConflateAsync(_stop.Token));
        }

        return true;
    }

    protected override async Task StopAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _conflating;
        }
        catch (OperationCanceledException)
        {
            // Asked to.
        }

        await _app!.StopAsync();
    }
}
