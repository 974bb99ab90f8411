namespace MarketGateway.Http;

/// <summary>The keys that an address may have in its query: a misspelt one must not be ignored.</summary>
internal static class QueryKeys
{
    /// <summary>So much of a client's own text is quoted in an answer.</summary>
    private const int QuotedLengthMax = 64;

    /// <summary>Finds what is wrong with the keys of a query; null: nothing.</summary>
    /// <param name="query">The query of a request.</param>
    /// <param name="path">What it is the query of, for the sentence.</param>
    /// <param name="known">The keys that there are, in exactly this spelling.</param>
    public static string? FindUnknown(IQueryCollection query, string path, params string[] known)
    {
        foreach (var key in query.Keys)
        {
            if (!known.Contains(key, StringComparer.Ordinal))
            {
                var quoted = key[..Math.Min(key.Length, QuotedLengthMax)];
                var keys = known.Length > 0 ? string.Join(", ", known) : "none";
                return $"the query of {path} has no key '{quoted}'; it has {keys}";
            }
        }

        return null;
    }
}
