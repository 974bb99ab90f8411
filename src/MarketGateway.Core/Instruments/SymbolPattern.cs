namespace MarketGateway.Core.Instruments;

/// <summary>
/// A pattern over symbols: <c>*</c> stands for any text, also none, <c>?</c> for one character. Case matters; it is in
/// the form that symbols are in, however it is written.
/// </summary>
public sealed class SymbolPattern(string text)
{
    /// <summary>The longest symbol, in bytes, is the longest pattern that can match anything.</summary>
    public const int LengthMax = 64;

    public string Text { get; } = SymbolNormalForm.Of(text);

    public static bool IsPattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny('*', '?');
    }

    /// <summary>Says whether a text can be a symbol or a pattern at all.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= LengthMax && !text.StartsWith(' ') && !text.EndsWith(' ')
            && text.EnumerateRunes().All(rune => rune.Value != ',' && SymbolText.IsAllowed(rune));
    }

    /// <summary>
    /// Says whether a symbol matches. On a mismatch the last star takes one character more; earlier stars never need to
    /// be tried again, so the work is at most the product of the lengths.
    /// </summary>
    public bool Matches(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        var (at, next) = (0, 0);
        var (star, starTook) = (-1, 0);
        while (at < symbol.Length)
        {
            if (next < Text.Length && Text[next] == '*')
            {
                star = next++;
                starTook = at;
            }
            else if (next < Text.Length && (Text[next] == '?' || Text[next] == symbol[at]))
            {
                next++;
                at++;
            }
            else if (star >= 0)
            {
                next = star + 1;
                at = ++starTook;
            }
            else
            {
                return false;
            }
        }

        return Text.AsSpan(next).TrimStart('*').IsEmpty;
    }
}
