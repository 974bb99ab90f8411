using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketGateway.Client.Tests.Scripted;

/// <summary>A gateway that says what a test tells it to, over a real WebSocket on a port of its own.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<ScriptedSession> _sessions = Channel.CreateUnbounded<ScriptedSession>();
    private readonly ConcurrentBag<ScriptedSession> _accepted = [];

    private ScriptedGateway(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = new("ws://localhost");

    /// <summary>
    /// Gets options of a client of this gateway; it does not wait for a goodbye that no script answers.
    /// </summary>
    public MarketClientOptions Options => new() { Urls = [Url], CloseTimeout = TimeSpan.FromMilliseconds(50) };

    public static async Task<ScriptedGateway> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var gateway = new ScriptedGateway(app);
        app.UseWebSockets();
        app.Run(async context =>
        {
            var offered = context.WebSockets.WebSocketRequestedProtocols.Single();
            using var socket = await context.WebSockets.AcceptWebSocketAsync(offered);
            var encoding = offered == "marketgateway.v1.json" ? WireEncoding.Json : WireEncoding.MessagePack;
            var session = new ScriptedSession(socket, encoding);
            gateway._accepted.Add(session);
            await gateway._sessions.Writer.WriteAsync(session);
            await session.Ended;
        });
        await app.StartAsync();
        gateway.Url = new Uri(app.Urls.Single().Replace("http://", "ws://", StringComparison.Ordinal) + "/v1/stream");
        return gateway;
    }

    /// <summary>The next client that connects.</summary>
    public async Task<ScriptedSession> AcceptAsync() =>
        await _sessions.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience);

    /// <summary>The next client that connects, welcomed, and its hello answered.</summary>
    public async Task<ScriptedSession> WelcomeAsync(string epoch = "e1", int requestBytes = 65536)
    {
        var session = await AcceptAsync();
        await session.WelcomeAsync(epoch, requestBytes);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _accepted)
        {
            session.Abort();
        }

        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
