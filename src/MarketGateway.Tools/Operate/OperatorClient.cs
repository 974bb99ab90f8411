using System.Net.Http.Headers;
using System.Text.Json;

namespace MarketGateway.Tools.Operate;

/// <summary>Asks a gateway what it tells operators: schemas/admin/openapi.yaml.</summary>
internal sealed class OperatorClient : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };

    public OperatorClient(Uri url, string? token)
    {
        Url = url;
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public Uri Url { get; }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, cancellation);

    /// <exception cref="CommandException">It is not there, or refuses; the message says what to do.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(Url, path));
            using var answer = await _http.SendAsync(request, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            return answer.IsSuccessStatusCode
                ? JsonDocument.Parse(text).RootElement
                : throw new CommandException(Refusal((int)answer.StatusCode, text));
        }
        catch (HttpRequestException unreachable)
        {
            throw new CommandException(
                $"No gateway answers at {Url}: {unreachable.Message}. Name its Metrics:Url with --admin.");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException($"The gateway at {Url} did not answer in time.");
        }
        catch (JsonException)
        {
            throw new CommandException($"What answers at {Url} is no gateway's address for operators.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Refusal(int status, string text)
    {
        var advice = status == 401 ? $". Show one with --token or {OperatorOptions.TokenVariable}" : "";
        try
        {
            return $"The gateway refuses: {JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()}{advice}.";
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"It answers {status}, which is not an answer of a gateway to operators{advice}.";
        }
    }
}
