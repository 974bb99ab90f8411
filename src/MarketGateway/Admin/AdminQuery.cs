using System.Globalization;
using MarketGateway.Http;

namespace MarketGateway.Admin;

/// <summary>What operators may add to an address: a limit, a filter, and a choice out of a few words.</summary>
internal static class AdminQuery
{
    /// <summary>How many rows are shown where nobody says how many.</summary>
    public const int LimitDefault = 100;

    /// <summary>So many rows are shown at most: an answer of some 300 KB.</summary>
    public const int LimitMax = 1000;

    /// <summary>Finds a key that the address does not have.</summary>
    public static IResult? FindUnknown(HttpContext context, params string[] known) =>
        context.Request.Query.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown
            ? Wrong($"'{unknown}' is not a key of this address; it has {(known.Length == 0 ? "none" : string.Join(", ", known))}")
            : null;

    /// <summary>Reads the limit; says what is wrong with it.</summary>
    public static IResult? ReadLimit(HttpContext context, out int limit)
    {
        limit = LimitDefault;
        var text = context.Request.Query["limit"].ToString();
        return text.Length == 0 || (int.TryParse(text, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LimitMax)
            ? null
            : Wrong($"'limit' is '{text}'; it must be an integer from 1 to {LimitMax}");
    }

    /// <summary>Reads a word that must be one of a few; empty: the default.</summary>
    public static IResult? ReadWord(HttpContext context, string key, string fallback, string[] words, out string word)
    {
        var text = context.Request.Query[key].ToString();
        word = text.Length == 0 ? fallback : text;
        return text.Length == 0 || words.Contains(text)
            ? null
            : Wrong($"'{key}' is '{text}'; it must be one of {string.Join(", ", words)}");
    }

    public static IResult Wrong(string detail) => Problem.Of(StatusCodes.Status400BadRequest, "bad_request", detail);

    public static IResult NotFound(string detail) => Problem.Of(StatusCodes.Status404NotFound, "not_found", detail);
}
