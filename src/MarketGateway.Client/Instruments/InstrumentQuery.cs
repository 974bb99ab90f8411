using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace MarketGateway.Client;

/// <summary>Asks for definitions: <c>GET /v1/instruments</c> (schemas/wire, section 7).</summary>
internal static class InstrumentQuery
{
    /// <summary>Asks the addresses in turn, until one answers; a refusal is an answer.</summary>
    /// <exception cref="MarketRequestException">The gateway refuses it.</exception>
    /// <exception cref="GatewayUnreachableException">None of them answers.</exception>
    public static async Task<IReadOnlyList<MarketInstrument>> AskAsync(
        MarketClientOptions options, string? token, SymbolFilter filter, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler();
        options.ConfigureHandler?.Invoke(handler);
        using var http = new HttpClient(handler) { Timeout = options.ConnectTimeout };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        Exception? last = null;
        foreach (var url in options.Urls)
        {
            try
            {
                using var response = await http.GetAsync(AddressOf(url, filter), cancellation).ConfigureAwait(false);
                var body = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    using var answer = JsonDocument.Parse(body);
                    return Read(answer.RootElement);
                }

                var refusal = RefusalOf((int)response.StatusCode, body);
                last = (int)response.StatusCode >= 500 ? refusal : throw refusal;
            }
            catch (Exception error) when (error is HttpRequestException or JsonException or KeyNotFoundException
                or InvalidOperationException || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                last = error;
            }
        }

        throw new GatewayUnreachableException(
            $"no gateway that tells its instruments at {string.Join(", ", options.Urls)}: {last?.Message}", last);
    }

    public static Uri AddressOf(Uri url, SymbolFilter filter)
    {
        var asked = new List<(string Key, string Value)>
        {
            ("venue", string.Join(',', filter.Venues)),
            ("assetClass", string.Join(',', filter.AssetClasses)),
            ("currency", string.Join(',', filter.Currencies)),
            ("expiry.from", DayOf(filter.ExpiryFrom)),
            ("expiry.to", DayOf(filter.ExpiryTo)),
        };
        asked.AddRange(filter.Attributes.Select(static pair => ($"attributes.{pair.Key}", string.Join(',', pair.Value))));
        var query = string.Join('&', asked.Where(static pair => pair.Value.Length > 0).Select(static pair =>
            $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        var builder = new UriBuilder(new Uri(url, "instruments")) { Scheme = url.Scheme == "wss" ? "https" : "http", Query = query };
        builder.Port = url.Port;
        return builder.Uri;
    }

    public static IReadOnlyList<MarketInstrument> Read(JsonElement answer)
    {
        var targets = TextsOf(answer, "aliases");
        var names = targets.Keys.Order(StringComparer.Ordinal).ToLookup(alias => Follow(targets, alias));
        return [.. answer.GetProperty("instruments").EnumerateArray().Select(entry => Read(entry, names))];
    }

    /// <summary>What a refusal says; one that is none of the gateway's, but of something before it, has the status.</summary>
    private static MarketRequestException RefusalOf(int status, string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return new MarketRequestException(
                problem.RootElement.GetProperty("code").GetString()!, problem.RootElement.GetProperty("detail").GetString()!);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new MarketRequestException($"http_{status}", $"refused with HTTP {status}");
        }
    }

    private static MarketInstrument Read(JsonElement entry, ILookup<string, string> names)
    {
        string Text(string name) => entry.GetProperty(name).GetString()!;
        var priceScale = entry.GetProperty("priceScale").GetInt32();
        return new MarketInstrument
        {
            Symbol = Text("symbol"),
            Venue = Text("venue"),
            AssetClass = Text("assetClass"),
            Currency = Text("currency"),
            PriceScale = priceScale,
            SizeScale = entry.GetProperty("sizeScale").GetInt32(),
            TickSize = entry.GetProperty("tickSize").GetInt64() * new decimal(1, 0, 0, false, (byte)priceScale),
            Description = Text("description"),
            IsListed = entry.GetProperty("listed").GetBoolean(),
            Attributes = TextsOf(entry, "attributes"),
            Phase = entry.TryGetProperty("phase", out var phase) ? PhaseOf(phase.GetString()) : MarketPhase.Unknown,
            PhaseSince = entry.TryGetProperty("phaseSince", out var since) && since.ValueKind == JsonValueKind.Number
                ? DateTimeOffset.UnixEpoch.AddTicks(since.GetInt64() * TimeSpan.TicksPerMicrosecond) : null,
            Aliases = [.. names[Text("symbol")]],
        };
    }

    private static MarketPhase PhaseOf(string? text) =>
        Enum.GetValues<MarketPhase>().FirstOrDefault(phase => JsonNamingPolicy.SnakeCaseLower.ConvertName(phase.ToString()) == text);

    private static Dictionary<string, string> TextsOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var texts)
            ? texts.EnumerateObject().ToDictionary(static pair => pair.Name, static pair => pair.Value.GetString()!)
            : [];

    private static string Follow(Dictionary<string, string> targets, string alias)
    {
        var seen = new HashSet<string>();
        while (seen.Add(alias) && targets.TryGetValue(alias, out var next))
        {
            alias = next;
        }

        return alias;
    }

    private static string DayOf(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
