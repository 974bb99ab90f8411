using System.Net.Http.Headers;
using System.Text.Json;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Tools.Load;

/// <summary>Which symbols there are at a gateway, and which of them each session takes.</summary>
internal static class LoadSymbols
{
    /// <summary>Asks the gateway for its instruments and keeps those that are named or match a pattern.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(LoadOptions options, HttpClient http)
    {
        var address = new Uri(HttpAddress(options.Url), "/v1/instruments");
        using var answer = await http.GetAsync(address);
        if (!answer.IsSuccessStatusCode)
        {
            throw new CommandException($"{address} answers {(int)answer.StatusCode}; is a gateway there, and is the token right?");
        }

        using var body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        var patterns = options.Symbols.Select(static text => new SymbolPattern(text)).ToArray();
        var found = body.RootElement.GetProperty("instruments").EnumerateArray()
            .Where(static instrument => instrument.GetProperty("listed").GetBoolean())
            .Select(static instrument => instrument.GetProperty("symbol").GetString()!)
            .Where(symbol => patterns.Any(pattern => pattern.Matches(symbol)))
            .ToArray();
        return found.Length > 0 ? found
            : throw new CommandException($"no symbol at {options.Url} matches '{string.Join(' ', options.Symbols)}'.");
    }

    public static HttpClient Client(string? token)
    {
        var http = new HttpClient();
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return http;
    }

    /// <summary>Chooses the symbols of one session; the same seed and number choose the same.</summary>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> symbols, LoadOptions options, int session)
    {
        if (options.SymbolsPerSession <= 0 || options.SymbolsPerSession >= symbols.Count)
        {
            return symbols;
        }

        // Every session is a sample of its own, so that no two hold the same and every symbol has about as many.
        var random = new Random(unchecked((options.Seed * 1_000_003) + session));
        var chosen = symbols.ToArray();
        for (var i = 0; i < options.SymbolsPerSession; i++)
        {
            var other = random.Next(i, chosen.Length);
            (chosen[i], chosen[other]) = (chosen[other], chosen[i]);
        }

        return chosen[..options.SymbolsPerSession];
    }

    public static Uri HttpAddress(Uri url) =>
        new UriBuilder(url) { Scheme = url.Scheme == "wss" ? "https" : "http" }.Uri;
}
