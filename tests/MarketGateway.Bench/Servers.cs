using System.Net;
using System.Net.Sockets;
using System.Reflection;
using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Feed;
using MarketGateway.Bench.Peers.SignalR;
using MarketGateway.Bench.Processes;

namespace MarketGateway.Bench;

/// <summary>Starts the servers under test, each in its own process on the core of the server.</summary>
internal static class Servers
{
    /// <summary>How long the embedded broker may hold back an empty fetch; the same for everybody who reads it.</summary>
    public const string FetchWait = "00:00:00.005";

    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyPause = TimeSpan.FromMilliseconds(50);

    private static string GatewayBinary { get; } = typeof(Servers).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(static entry => entry.Key == "GatewayBinary").Value!;

    /// <summary>Finds a port that nobody has; somebody may take it meanwhile, and then the start says so.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Gets where clients of a kind of server connect to.</summary>
    public static Uri StreamUrl(CrowdKind kind, int port) => kind switch
    {
        CrowdKind.Gateway => new Uri($"ws://127.0.0.1:{port}/v1/stream"),
        CrowdKind.Bare => new Uri($"ws://127.0.0.1:{port}/"),
        _ => new Uri($"ws://127.0.0.1:{port}{MarketHub.Path}"),
    };

    /// <summary>Starts the gateway as it ships.</summary>
    public static BenchProcess StartGateway(int port, FeedStarted feed, params string[] settings) => BenchProcess.Start(
        isServer: true,
        GatewayBinary,
        [
            "--Urls", $"http://127.0.0.1:{port}",
            "--Logging:LogLevel:Default", "Warning",
            "--Authentication:Mode", "Anonymous",

            // As it ships: metrics are on, and on a port of their own.
            "--Metrics:Url", $"http://127.0.0.1:{FreePort()}",
            // The crowd of a benchmark has one address.
            "--Sessions:SessionsPerAddressMax", "100000",
            "--Sessions:ConnectionsPerAddressMax", "100000",
            "--Sessions:HttpRequestsPerAddressMax", "1000000",
            "--Kafka:BootstrapServers", feed.BootstrapServers,
            "--Kafka:Topics:Instruments", feed.TopicPrefix + "instruments",
            "--Kafka:Topics:Books", feed.TopicPrefix + "books",
            "--Kafka:Topics:Ticks", feed.TopicPrefix + "ticks",
            "--Kafka:FetchWait", FetchWait,
            "--Kafka:FetchLinger", Linger(feed),
            .. settings,
        ]);

    public static BenchProcess StartSignalR(int port, FeedStarted feed, int intervalMs) => BenchProcess.StartRole(
        "signalr",
        isServer: true,
        new PeerSettings($"http://127.0.0.1:{port}", feed.BootstrapServers, feed.TopicPrefix, intervalMs, Linger(feed)),
        new Dictionary<string, string> { ["DOTNET_gcServer"] = "1" });

    /// <summary>Waits until a server listens.</summary>
    public static Task WhenListeningAsync(BenchProcess server, int port, CrowdKind kind) => UntilAsync(
        server, "listens", async http => await http.GetStringAsync(new Uri(
            $"http://127.0.0.1:{port}{(kind == CrowdKind.Gateway ? "/healthz/ready" : SignalRRole.ReadyPath)}")) is not null);

    /// <summary>Waits until a server has the book and the quote of every symbol.</summary>
    public static async Task WhenCompleteAsync(BenchProcess server, int port, CrowdKind kind, IReadOnlyList<string> symbols)
    {
        if (kind == CrowdKind.Gateway)
        {
            foreach (var symbol in symbols)
            {
                await UntilAsync(server, $"has {symbol}", http => HasAsync(http, port, symbol));
            }
        }
        else
        {
            await UntilAsync(server, "has every symbol", async http => symbols.Count == int.Parse(
                await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}{SignalRRole.ReadyPath}")),
                System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static string Linger(FeedStarted feed) => TimeSpan.FromMilliseconds(feed.FetchLingerMs).ToString();

    private static readonly HttpClient Http = new();

    private static async Task<bool> HasAsync(HttpClient http, int port, string symbol)
    {
        foreach (var channel in (string[])["book", "quote"])
        {
            var body = await http.GetStringAsync(
                new Uri($"http://127.0.0.1:{port}/v1/snapshot/{channel}/{Uri.EscapeDataString(symbol)}"));
            if (body.Contains("\"version\":null", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task UntilAsync(BenchProcess server, string condition, Func<HttpClient, Task<bool>> isTrue)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await isTrue(Http))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not there yet, or not complete.
            }

            if (server.HasExited || TimeProvider.System.GetElapsedTime(began) > ReadyPatience)
            {
                throw new BenchException($"a server never {condition}; it wrote:\n{server.Log}");
            }

            await Task.Delay(ReadyPause, TimeProvider.System);
        }
    }
}
