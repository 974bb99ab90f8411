using System.Text;

namespace MarketGateway.Core.Instruments;

/// <summary>
/// Unicode's form NFC: a letter and its accents are one character where there is one. Two symbols that differ only in how
/// they are written so are one symbol.
/// </summary>
/// <remarks>The algorithm is that of Unicode Standard Annex 15.</remarks>
public static class SymbolNormalForm
{
    /// <summary>Up to here nothing combines, and nothing is made of other characters that come later.</summary>
    private const int FirstCombining = 0x300;

    private const int SyllableBase = 0xac00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11a7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;

    /// <summary>No symbol is so long in any form; what is, is none, and is not worth the work that grows with its square.</summary>
    private const int LengthMax = 4 * SymbolPattern.LengthMax;

    /// <summary>Gets a text in its normal form; the text itself where it is that already, as nearly all are.</summary>
    /// <param name="text">Well-formed text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LengthMax || !NeedsLook(text))
        {
            return text;
        }

        var characters = Decompose(text);
        Order(characters);
        Compose(characters);
        var normal = new StringBuilder(text.Length);
        foreach (var character in characters)
        {
            normal.Append(new Rune(character).ToString());
        }

        return normal.Equals(text) ? text : normal.ToString();
    }

    /// <summary>Says whether a text has anything that may have another form.</summary>
    public static bool NeedsLook(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('\0', (char)(FirstCombining - 1)) >= 0;

    private static List<int> Decompose(string text)
    {
        var characters = new List<int>();
        foreach (var rune in text.EnumerateRunes())
        {
            var syllable = rune.Value - SyllableBase;
            if (syllable is >= 0 and < LeadCount * VowelCount * TailCount)
            {
                characters.Add(LeadBase + (syllable / (VowelCount * TailCount)));
                characters.Add(VowelBase + (syllable / TailCount % VowelCount));
                if (syllable % TailCount != 0)
                {
                    characters.Add(TailBase + (syllable % TailCount));
                }
            }
            else if (NormalForms.Instance.TryFindParts(rune.Value, out var parts))
            {
                characters.AddRange(parts);
            }
            else
            {
                characters.Add(rune.Value);
            }
        }

        return characters;
    }

    /// <summary>Puts marks that follow each other into the order of their classes; equal ones stay as they are.</summary>
    private static void Order(List<int> characters)
    {
        for (var i = 1; i < characters.Count; i++)
        {
            var mark = NormalForms.Instance.ClassOf(characters[i]);
            for (var at = i; mark != 0 && at > 0 && NormalForms.Instance.ClassOf(characters[at - 1]) > mark; at--)
            {
                (characters[at - 1], characters[at]) = (characters[at], characters[at - 1]);
            }
        }
    }

    /// <summary>Joins marks to the character before them, unless one of the same or a higher class stands between.</summary>
    private static void Compose(List<int> characters)
    {
        var starter = -1;
        var last = -1;
        for (var i = 0; i < characters.Count; i++)
        {
            var mark = NormalForms.Instance.ClassOf(characters[i]);
            var isOpen = starter >= 0 && (last < mark || last == -1);
            if (isOpen && TryJoin(characters[starter], characters[i], out var whole))
            {
                characters[starter] = whole;
                characters.RemoveAt(i--);
                continue;
            }

            if (mark == 0)
            {
                (starter, last) = (i, -1);
            }
            else
            {
                last = mark;
            }
        }
    }

    private static bool TryJoin(int first, int second, out int whole)
    {
        var (lead, vowel, tail) = (first - LeadBase, second - VowelBase, second - TailBase);
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            whole = SyllableBase + (((lead * VowelCount) + vowel) * TailCount);
            return true;
        }

        var syllable = first - SyllableBase;
        if (syllable is >= 0 and < LeadCount * VowelCount * TailCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
        {
            whole = first + tail;
            return true;
        }

        return NormalForms.Instance.TryFindWhole(first, second, out whole);
    }
}
