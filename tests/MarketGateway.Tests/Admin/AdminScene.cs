using System.Net;
using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;
using MarketGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MarketGateway.Tests.Admin;

/// <summary>A gateway with one symbol, an operators' address, and an operator who asks.</summary>
internal sealed class AdminScene : IAsyncDisposable
{
    public const string Symbol = "ESH4";

    private readonly HttpClient _http = new();

    private AdminScene(MarketHarness gateway, RecordedLog log) => (Gateway, Log) = (gateway, log);

    public MarketHarness Gateway { get; }

    public RecordedLog Log { get; }

    public static async Task<AdminScene> StartAsync(params string[] settings)
    {
        var log = new RecordedLog();
        string[] url = settings.Contains("--Metrics:Url") ? [] : ["--Metrics:Url", "http://127.0.0.1:0"];
        var gateway = await MarketHarness.StartAsync(
            builder => builder.Services.AddSingleton<ILoggerProvider>(log),
            [.. url, "--Logging:LogLevel:MarketGateway", "Debug", .. settings]);
        gateway.Apply(FeedTopic.Instruments, Symbol, FeedUpdates.Instrument());
        gateway.Apply(FeedTopic.Books, Symbol, FeedUpdates.Snapshot(1));
        return new AdminScene(gateway, log);
    }

    public async Task<WireClient> SubscribeAsync()
    {
        var client = await WireClient.ConnectAsync(Gateway.StreamAddress);
        await client.RequestAsync(new { op = "hello", client = "desk 7" });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { Symbol }, depth = 5 });
        return client;
    }

    public async Task<(HttpStatusCode Status, string Text)> AskAsync(
        HttpMethod method, string path, string? token = null, string? body = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Gateway.OperatorAddress, path));
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse((await AskAsync(HttpMethod.Get, path)).Text)!;

    /// <summary>Waits until the log has a line, and returns it.</summary>
    public async Task<string> LoggedAsync(string what, Func<string, bool> isIt)
    {
        string? found = null;
        await Eventually.IsTrueAsync(
            what, () => (found = Log.Lines.Select(line => line.Text).FirstOrDefault(isIt)) is not null);
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Gateway.DisposeAsync();
    }
}
