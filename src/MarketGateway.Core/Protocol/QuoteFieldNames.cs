using System.Collections.Frozen;
using System.Numerics;
using System.Text.Json;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <summary>The names of quote fields on the wire.</summary>
public static class QuoteFieldNames
{
    private static readonly FrozenDictionary<string, QuoteFields> ByName =
        Enumerable.Range(0, Quote.FieldCount).ToFrozenDictionary(
            index => JsonNamingPolicy.CamelCase.ConvertName($"{(QuoteFields)(1 << index)}"),
            index => (QuoteFields)(1 << index),
            StringComparer.Ordinal);

    /// <summary>Gets the names in the order of their bits.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. ByName.OrderBy(pair => BitOperations.TrailingZeroCount((int)pair.Value)).Select(pair => pair.Key)];

    public static bool TryParse(string name, out QuoteFields field) => ByName.TryGetValue(name, out field);
}
