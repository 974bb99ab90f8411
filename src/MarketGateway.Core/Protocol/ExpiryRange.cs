using System.Globalization;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Protocol;

/// <summary>When instruments expire that are asked for, both days included.</summary>
/// <param name="From">The first day; null: none.</param>
/// <param name="To">The last day; null: none.</param>
public sealed record ExpiryRange(DateOnly? From, DateOnly? To)
{
    private const string Attribute = "expiry";

    private const string Form = "yyyy-MM-dd";

    /// <summary>Reads a day, as <c>2026-12-31</c>.</summary>
    public static bool TryParseDay(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>
    /// Says whether an instrument expires then; one whose expiry is not known, or is no day, does not. What stands behind
    /// the day, as a time, does not count.
    /// </summary>
    public bool Matches(InstrumentAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return attributes.Find(Attribute) is { Length: var length } text
            && (length == Form.Length || (length > Form.Length && text[Form.Length] is 'T' or ' '))
            && TryParseDay(text.AsSpan(0, Form.Length), out var day)
            && !(day < From) && !(day > To);
    }
}
