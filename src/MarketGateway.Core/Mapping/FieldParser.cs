using System.Globalization;
using System.Text;

namespace MarketGateway.Core.Mapping;

/// <summary>Reads the fields of a mapping: paths, constants, templates, conditions. Used by one thread.</summary>
/// <param name="document">The scope of the whole value, to which <c>$.</c> leads.</param>
internal sealed class FieldParser(MappingScope document)
{
    private const string Right =
        MappingPath.Grammar + "; $.path begins at the value's root; $key, $topic, $topic[1] (its part behind the "
        + "first point), $time and $header.NAME are the record's own";

    /// <summary>Reads a member that is a path, <c>{"path": ...}</c> or <c>{"const": ...}</c>; null when it is not there.</summary>
    public MappingField? Field(MappingNode? node, MappingScope scope)
    {
        if (node is not { } value)
        {
            return null;
        }

        if (value.IsText)
        {
            return Path(value, scope);
        }

        if (value.HasOnly("path", "const"))
        {
            if (value.Find("path") is { } path)
            {
                return Path(path, scope);
            }

            if (value.Find("const") is { } constant)
            {
                return Constant(constant.Text);
            }

            value.Miss("path and no const; it must have one of them");
        }

        return null;
    }

    /// <summary>Reads a path.</summary>
    public MappingField? Path(MappingNode node, MappingScope scope)
    {
        var text = node.Text;
        var field = text switch
        {
            "$key" => Own(text, MappingOrigin.Key),
            "$topic" => Own(text, MappingOrigin.Topic),
            "$time" => Own(text, MappingOrigin.Time),
            _ when text.StartsWith("$topic[", StringComparison.Ordinal) => PartOfTopic(text),
            _ when text.StartsWith("$header.", StringComparison.Ordinal) && text.Length > 8 =>
                new MappingField(text, MappingOrigin.Header, -1, Encoding.UTF8.GetBytes(text[8..])),
            _ when text.StartsWith("$.", StringComparison.Ordinal) => InValue(text, text[2..], document, MappingOrigin.Document),
            _ when text.StartsWith('$') => null,
            _ => InValue(text, text, scope, MappingOrigin.Element),
        };
        if (field is null)
        {
            node.Complain(Right);
        }

        return field;
    }

    /// <summary>Reads a symbol's template, <c>{exchange}:{symbol}</c>.</summary>
    public SymbolTemplate? Template(MappingNode? node, MappingScope scope)
    {
        if (node is not { } value)
        {
            return null;
        }

        var parts = new List<MappingField>();
        var rest = value.IsText ? value.Text : "";
        while (rest.Length > 0)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            var close = rest.IndexOf('}', StringComparison.Ordinal);
            if ((open < 0) != (close < 0) || close < open || (open >= 0 && close == open + 1))
            {
                parts.Clear();
                break;
            }

            if (open != 0)
            {
                parts.Add(Constant(open < 0 ? rest : rest[..open]));
            }

            if (open >= 0 && Path(value with { Element = TextElement(rest[(open + 1)..close]) }, scope) is { } field)
            {
                parts.Add(field);
            }

            rest = close < 0 ? "" : rest[(close + 1)..];
        }

        if (parts.Count > 0)
        {
            return new SymbolTemplate(value.Text, [.. parts]);
        }

        value.Complain("it must be a text with paths in braces, like {exchange}:{symbol}");
        return null;
    }

    /// <summary>Reads <c>{"path": value, "path": [values], "path": {"present": true}}</c>.</summary>
    public ValueCondition[] Conditions(MappingNode? node, MappingScope scope)
    {
        if (node is not { } when)
        {
            return [];
        }

        if (!when.IsObject)
        {
            when.Complain("it must be an object of paths, each with a value, a list of values or {\"present\": true}");
            return [];
        }

        var conditions = new List<ValueCondition>();
        foreach (var (name, value) in when.Members())
        {
            if (Path(value with { Element = TextElement(name) }, scope) is { } field)
            {
                conditions.Add(Condition(field, value));
            }
        }

        return [.. conditions];
    }

    /// <summary>Reads when something was, <c>{"path": ..., "unit": ...}</c>; null when it is not there.</summary>
    public TimeField? Time(MappingNode? node, MappingScope scope)
    {
        if (node is not { } value || !value.HasOnly("path", "unit"))
        {
            return null;
        }

        if (value.Find("path") is not { } path || value.Find("unit") is not { } unit)
        {
            value.Miss("path, or no unit (s, ms, us, ns, iso8601); it must have both");
            return null;
        }

        return Path(path, scope) is { } field
            ? new TimeField(field, (TimeUnit)unit.Choice("s", "ms", "us", "ns", "iso8601"))
            : null;
    }

    /// <summary>Reads what says that a level is gone, <c>{"path": ..., "is": ...}</c>; null when it is not there.</summary>
    public ValueCondition? Removal(MappingNode? node, MappingScope scope)
    {
        if (node is not { } value || !value.HasOnly("path", "is"))
        {
            return null;
        }

        if (value.Find("path") is not { } path || value.Find("is") is not { } values)
        {
            value.Miss("path, or no is (the values that say that a level is gone); it must have both");
            return null;
        }

        return Path(path, scope) is { } field ? new ValueCondition(field, Utf8(values.Texts()), true) : null;
    }

    private static ValueCondition Condition(MappingField field, MappingNode value)
    {
        if (!value.IsObject)
        {
            return new ValueCondition(field, Utf8(value.Texts()), true);
        }

        if (value.HasOnly("present") && value.Find("present") is { } present)
        {
            return new ValueCondition(field, null, present.Text.Equals("true", StringComparison.OrdinalIgnoreCase));
        }

        value.Miss("present");
        return new ValueCondition(field, null, true);
    }

    private static MappingField Own(string text, MappingOrigin origin) => new(text, origin, -1, []);

    /// <summary>Reads <c>$topic[2]</c>: what stands between the second point of a topic's name and the third.</summary>
    private static MappingField? PartOfTopic(string text) =>
        text.EndsWith(']') && byte.TryParse(text.AsSpan(7, text.Length - 8), NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? new MappingField(text, MappingOrigin.Topic, -1, [part]) : null;

    private static MappingField Constant(string text) =>
        new(text, MappingOrigin.Constant, -1, Encoding.UTF8.GetBytes(text));

    private static MappingField? InValue(string text, string path, MappingScope scope, MappingOrigin origin) =>
        MappingPath.TryParse(path) is { } parsed ? new MappingField(text, origin, scope.SlotOf(parsed), []) : null;

    private static System.Text.Json.JsonElement TextElement(string text) =>
        System.Text.Json.JsonSerializer.SerializeToElement(text);

    private static byte[][] Utf8(string[] texts) => Array.ConvertAll(texts, Encoding.UTF8.GetBytes);
}
