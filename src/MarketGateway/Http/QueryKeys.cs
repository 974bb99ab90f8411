using MarketGateway.Core.Protocol;

namespace MarketGateway.Http;

/// <summary>The keys that an address may have in its query: a misspelt one must not be ignored.</summary>
internal static class QueryKeys
{
    /// <summary>So much of a client's own text is quoted in an answer.</summary>
    private const int QuotedLengthMax = 64;

    /// <summary>Stands, at the end of a known key, for whatever a client calls it.</summary>
    public const string AnyName = "NAME";

    /// <summary>Answers a request whose query has a key too many, and names it; null: it has none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">What its query is that of, for the sentence.</param>
    /// <param name="known">The keys that there are, in exactly this spelling; <see cref="AnyName"/> for any.</param>
    public static Task? TryRefuse(HttpContext context, string path, params string[] known) =>
        FindUnknown(context.Request.Query, path, known) is { } unknown
            ? Problem.WriteAsync(
                context, StatusCodes.Status400BadRequest, WireName.Of(RequestErrorCode.UnknownField), unknown)
            : null;

    private static bool IsOf(string known, string key) => known.EndsWith(AnyName, StringComparison.Ordinal)
        ? key.StartsWith(known[..^AnyName.Length], StringComparison.Ordinal)
        : key == known;

    private static string? FindUnknown(IQueryCollection query, string path, string[] known)
    {
        foreach (var key in query.Keys)
        {
            if (!Array.Exists(known, one => IsOf(one, key)))
            {
                var quoted = key[..Math.Min(key.Length, QuotedLengthMax)];
                var keys = known.Length > 0 ? string.Join(", ", known) : "none";
                return $"the query of {path} has no key '{quoted}'; it has {keys}";
            }
        }

        return null;
    }
}
