using System.Text.Json.Nodes;

namespace MarketGateway.Tools.Map;

/// <summary>
/// Drafts a mapping of records that no mapping of the gateway's fits, by the names of their fields and the form of their
/// values. What is a guess is said in the comments of its rule.
/// </summary>
internal sealed class MapDraft
{
    /// <summary>A field of more values than these does not say the kind of a record.</summary>
    private const int KindsMax = 8;

    private readonly JsonArray _rules = [];
    private readonly List<string> _notes = [];

    private MapDraft(IReadOnlyList<JsonObject> records, bool haveKeys)
    {
        var symbol = SymbolOf(records, haveKeys);
        foreach (var group in Groups(records))
        {
            AddRule(group.Key, [.. group]);
        }

        Mapping = new JsonObject
        {
            ["comment"] = string.Join(". ", ["A draft by names and values: read what is said of each rule", .. _notes]),
            ["symbol"] = symbol,
            ["rules"] = _rules,
        };
    }

    /// <summary>Gets the mapping, as schemas/sources describes it.</summary>
    public JsonObject Mapping { get; }

    /// <summary>Drafts a mapping; null where nothing in the records looks like a book, a quote or a trade.</summary>
    public static MapDraft? Of(IReadOnlyList<JsonObject> records, bool haveKeys)
    {
        var draft = records.Count == 0 ? null : new MapDraft(records, haveKeys);
        return draft?._rules.Any(static rule => (string?)rule!["kind"] != "ignore") == true ? draft : null;
    }

    private string SymbolOf(IReadOnlyList<JsonObject> records, bool haveKeys)
    {
        var paths = records.Where(static record => FieldGuess.ShapeOf(record) != Shape.Other).Select(record =>
            FieldGuess.Find(record, FieldNames.Symbol, FieldGuess.IsName)).Distinct().ToArray();
        if (paths is [{ } only])
        {
            return $"{{{only}}}";
        }

        _notes.Add(haveKeys ? "No field of all records looks like a symbol: the key is it"
            : "No field of all records looks like a symbol, and there is no key: the topic's name is it");
        return haveKeys ? "{$key}" : "{$topic}";
    }

    /// <summary>Groups records by the field that says their kind, if there is one, and by what they look like.</summary>
    /// <remarks>What is ignored comes last: where nothing else tells it apart, it is all the rest.</remarks>
    private static IEnumerable<IGrouping<(string? Path, string? Value, Shape Shape), JsonObject>> Groups(
        IReadOnlyList<JsonObject> records)
    {
        var path = FieldNames.Kind
            .Select(name => FieldGuess.Find(records[0], [name], FieldGuess.IsText))
            .FirstOrDefault(path => path is not null && records.All(record => FieldGuess.TextAt(record, path) is not null)
                && records.Select(record => FieldGuess.TextAt(record, path)).Distinct().Count() <= KindsMax);
        return records
            .GroupBy(record => (
                Path: path,
                Value: path is null ? null : FieldGuess.TextAt(record, path),
                Shape: FieldGuess.ShapeOf(record)))
            .OrderBy(static group => group.Key.Shape == Shape.Other);
    }

    private void AddRule((string? Path, string? Value, Shape Shape) kind, IReadOnlyList<JsonObject> records)
    {
        var rule = new JsonObject();
        var notes = new List<string>();
        var guess = new FieldGuess(notes);
        if (kind.Path is not null)
        {
            rule["when"] = new JsonObject { [kind.Path] = kind.Value };
        }
        else if (FieldGuess.MarkOf(kind.Shape, records[0]) is { } mark)
        {
            rule["when"] = new JsonObject { [mark] = new JsonObject { ["present"] = true } };
        }

        switch (kind.Shape)
        {
            case Shape.Book or Shape.Level:
                guess.Book(rule, kind.Shape, kind.Value, records);
                break;
            case Shape.Quote:
                guess.Quote(rule, records[0]);
                break;
            case Shape.Trade:
                guess.Trade(rule, records);
                break;
            default:
                rule["kind"] = "ignore";
                notes.Add("nothing here looks like a book, a quote or a trade");
                break;
        }

        if (notes.Count > 0)
        {
            rule["comment"] = string.Join("; ", notes);
        }

        _rules.Add((JsonNode)rule);
    }
}
