using System.Globalization;
using System.Text.Json;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// One value of a mapping's document with the place where it stands. Complains about what is wrong, and about names that
/// nobody asks for: a misspelt one must not be ignored.
/// </summary>
/// <param name="Element">The value.</param>
/// <param name="Place">The way to it, like <c>rules[2].bids</c>; empty for the document.</param>
/// <param name="Faults">What is wrong with the mapping so far.</param>
internal readonly record struct MappingNode(JsonElement Element, string Place, List<string> Faults)
{
    public bool IsObject => Element.ValueKind == JsonValueKind.Object;

    public bool IsList => Element.ValueKind == JsonValueKind.Array;

    public bool IsText => Element.ValueKind == JsonValueKind.String;

    /// <summary>Gets the value as it would be written, for messages and for comparison with what records have.</summary>
    public string Text => Element.ValueKind switch
    {
        JsonValueKind.String => Element.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => Element.GetRawText(),
    };

    public MappingNode? Find(string name) => IsObject && Element.TryGetProperty(name, out var found)
        ? this with { Element = found, Place = Place.Length == 0 ? name : $"{Place}.{name}" }
        : null;

    public IEnumerable<MappingNode> Elements()
    {
        var index = 0;
        foreach (var element in Element.EnumerateArray())
        {
            yield return this with
            {
                Element = element,
                Place = string.Create(CultureInfo.InvariantCulture, $"{Place}[{index++}]"),
            };
        }
    }

    public IEnumerable<(string Name, MappingNode Value)> Members()
    {
        foreach (var member in Element.EnumerateObject())
        {
            yield return (member.Name, this with { Element = member.Value, Place = $"{Place}.{member.Name}".TrimStart('.') });
        }
    }

    /// <summary>Says that the value is wrong and what would be right.</summary>
    public void Complain(string right)
    {
        var shown = Text.Length > 60 ? Text[..60] + "..." : Text;
        Faults.Add($"{(Place.Length == 0 ? "the mapping" : Place)} is {shown}: {right}.");
    }

    /// <summary>Says that something is missing.</summary>
    public void Miss(string what) => Faults.Add($"{(Place.Length == 0 ? "the mapping" : Place)} has no {what}.");

    /// <summary>Refuses what is no object, and names that are not among those that may stand here.</summary>
    public bool HasOnly(params ReadOnlySpan<string> names)
    {
        if (!IsObject)
        {
            Complain($"it must be an object with {string.Join(", ", names)}");
            return false;
        }

        foreach (var (name, value) in Members())
        {
            if (!names.Contains(name))
            {
                value.Faults.Add($"{value.Place} is not read; {(Place.Length == 0 ? "a mapping" : Place)} may have "
                    + $"{string.Join(", ", names)}.");
            }
        }

        return true;
    }

    /// <summary>Reads a whole number, also written as text: settings know nothing else.</summary>
    public int Integer(int min, int max)
    {
        if (int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
        {
            return number;
        }

        Complain($"it must be a whole number from {min} to {max}");
        return min;
    }

    /// <summary>Reads one of some names; the first when it is none.</summary>
    public int Choice(params ReadOnlySpan<string> names)
    {
        var found = IsText ? names.IndexOf(Text) : -1;
        if (found < 0)
        {
            Complain($"it must be one of {string.Join(", ", names)}");
        }

        return Math.Max(0, found);
    }

    /// <summary>Reads one text or a list of texts; numbers and booleans count as they are written.</summary>
    public string[] Texts()
    {
        if (IsObject || (IsList && Elements().Any(element => element.IsObject || element.IsList)))
        {
            Complain("it must be a text, or a list of texts");
            return [];
        }

        return IsList ? [.. Elements().Select(element => element.Text)] : [Text];
    }
}
