using System.Text;

namespace MarketGateway.Core.Instruments;

/// <summary>
/// What else is known of an instrument, by name: <c>expiry</c>, <c>multiplier</c>, <c>underlying</c> and so on, and whatever
/// a venue says. Sorted by name; immutable.
/// </summary>
public sealed class InstrumentAttributes : IEquatable<InstrumentAttributes>
{
    /// <summary>As many as the widest definitions of venues have of use to a client.</summary>
    public const int CountMax = 32;

    public const int NameBytesMax = 32;

    public const int ValueBytesMax = 64;

    private InstrumentAttributes(KeyValuePair<string, string>[] pairs) => Pairs = pairs;

    /// <summary>Gets what an instrument has of which nothing else is known.</summary>
    public static InstrumentAttributes None { get; } = new([]);

    public IReadOnlyList<KeyValuePair<string, string>> Pairs { get; }

    /// <summary>
    /// Makes attributes of pairs; false when there are too many, two of one name, a name of other characters than letters,
    /// digits, '_', '-' and '.', or a text that is empty or too long.
    /// </summary>
    public static bool TryMake(IReadOnlyCollection<KeyValuePair<string, string>> pairs, out InstrumentAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        attributes = None;
        if (pairs.Count > CountMax || pairs.DistinctBy(pair => pair.Key).Count() != pairs.Count || !pairs.All(IsRight))
        {
            return false;
        }

        attributes = pairs.Count == 0 ? None : new([.. pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)]);
        return true;
    }

    /// <summary>Finds a value; null when there is none of that name.</summary>
    public string? Find(string name) => Pairs.FirstOrDefault(pair => pair.Key == name).Value;

    public bool Equals(InstrumentAttributes? other) => other is not null && Pairs.SequenceEqual(other.Pairs);

    public override bool Equals(object? obj) => Equals(obj as InstrumentAttributes);

    public override int GetHashCode() => Pairs.Aggregate(0, static (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <summary>Says whether a text can name an attribute.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= NameBytesMax
            && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');
    }

    private static bool IsRight(KeyValuePair<string, string> pair) =>
        IsName(pair.Key)
        && pair.Value.Length > 0
        && Encoding.UTF8.GetByteCount(pair.Value) <= ValueBytesMax;
}
