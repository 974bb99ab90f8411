using System.Text.Json.Nodes;

namespace MarketGateway.Tests.Http;

/// <summary>Reads a stream of server-sent events as a browser would.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly StreamReader _lines;

    private EventReader(HttpClient http, StreamReader lines)
    {
        _http = http;
        _lines = lines;
    }

    /// <summary>Gets the id of the last event that had one.</summary>
    public string? LastId { get; private set; }

    public static async Task<EventReader> OpenAsync(Uri gateway, string query, string? lastId = null)
    {
        var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, $"/v1/events?{query}"));
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return new EventReader(http, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>Reads the next event that is not a heartbeat.</summary>
    public async Task<JsonNode> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line["id: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && !line.Contains("\"op\":\"heartbeat\"", StringComparison.Ordinal))
            {
                return JsonNode.Parse(line["data: ".Length..])!;
            }
        }

        throw new EndOfStreamException("the event stream has ended");
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
