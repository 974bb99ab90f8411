using System.Globalization;
using System.Text;

namespace MarketGateway.Core.Instruments;

/// <summary>
/// Which characters a symbol may have: all that can be seen, and the blank between them (<c>ES 03-24</c>). One that
/// cannot be seen would make two symbols that nobody can tell apart.
/// </summary>
public static class SymbolText
{
    /// <summary>Says whether a character may stand in a symbol; a blank neither first nor last.</summary>
    public static bool IsAllowed(Rune rune) =>
        rune.Value == ' ' || !(Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || IsInvisible(rune));

    /// <summary>
    /// Names the first character of a text that cannot be seen, and where it stands, as <c>U+200B ZERO WIDTH SPACE at
    /// character 3</c>; null: all can be seen.
    /// </summary>
    public static string? FindInvisible(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            position++;
            if (!IsAllowed(rune))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{InvisibleCharacters.NameOf(rune)} at character {position}");
            }
        }

        return null;
    }

    /// <summary>Says whether a character is drawn as nothing, or changes only how others are drawn.</summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x2800 or 0x3164 or 0xffa0
            or (>= 0x180b and <= 0x180f) or (>= 0xfe00 and <= 0xfe0f) or (>= 0xe0000 and <= 0xe0fff);
}
