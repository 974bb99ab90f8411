using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Tests.Security;

/// <summary>Tokens and tickets are in no log, however much is logged.</summary>
public sealed class SilenceTests
{
    private readonly TokenMint _mint = new();
    private readonly LogCatcher _log = new();

    [Fact]
    public async Task No_token_is_logged_whichever_way_it_comes_and_whatever_it_is_worth()
    {
        await using var gateway = await MarketHarness.StartAsync(
            builder => builder.Logging.ClearProviders().AddProvider(_log),
            [
                .. _mint.Settings,
                "--Logging:LogLevel:Default", "Trace",
                "--Logging:LogLevel:Microsoft", "Trace",
                "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace",
            ]);
        var secrets = new List<string>();
        foreach (var token in new[] { _mint.Make(), new TokenMint().Make(), _mint.Make(validFor: TimeSpan.FromHours(-1)), "not-a-token-but-secret" })
        {
            secrets.AddRange([token, token.Split('.')[^1], Base64UrlEncoder.Encode(token)]);
            await ShowAsync(gateway, new WireClientOptions { HeaderToken = token });
            await ShowAsync(gateway, new WireClientOptions { SubprotocolToken = token });
            await ShowAsync(gateway, new WireClientOptions { IsJson = true }, token);
        }

        secrets.Add(await UseTicketAsync(gateway));
        await gateway.StopAsync();

        Assert.Contains(_log.Lines, line => line.Contains("Request starting", StringComparison.Ordinal) && line.Contains("/v1/events", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Contains("/v1/stream", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(
            _log.Lines, line => line.Contains(secret, StringComparison.Ordinal)));
    }

    private static async Task ShowAsync(MarketHarness gateway, WireClientOptions options, string? frame = null)
    {
        try
        {
            await using var client = await WireClient.ConnectAsync(gateway.StreamAddress, options);
            if (frame is not null)
            {
                await client.SendAsync(new { op = "auth", token = frame });
                await client.SendAsync(new { op = "auth", token = frame, tokne = frame });
            }

            await Eventually.IsTrueAsync("the client is answered", () => client.Closed is not null || client.Messages.Count > 0);
        }
        catch (InvalidOperationException)
        {
            // A worthless token in a header is refused: what counts here is what was logged.
        }
    }

    private async Task<string> UseTicketAsync(MarketHarness gateway)
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _mint.Make());
        using var given = await http.PostAsync(new Uri("/v1/ticket", UriKind.Relative), null);
        var ticket = (string)JsonNode.Parse(await given.Content.ReadAsStringAsync())!["ticket"]!;
        http.DefaultRequestHeaders.Authorization = null;
        var address = new Uri($"/v1/events?symbols=A&ticket={ticket}", UriKind.Relative);
        using var events = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        events.EnsureSuccessStatusCode();
        using var again = await http.GetAsync(address);
        return ticket;
    }

    /// <summary>Keeps every line of every category, with its exception and scopes.</summary>
    private sealed class LogCatcher : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(Text(state));
            return null;
        }

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {Text(state)} {exception}");

        public void Dispose()
        {
        }

        private static string Text<TState>(TState state) => state is IEnumerable<KeyValuePair<string, object?>> values
            ? values.Aggregate(new StringBuilder(), (text, value) => text.Append(value.Key).Append('=').Append(value.Value).Append(' ')).ToString()
            : $"{state}";
    }
}
