using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MarketGateway.Tools.Map;

/// <summary>Finds what the fields of unknown records are, and notes what is no more than likely.</summary>
internal sealed class FieldGuess(List<string> notes)
{
    /// <summary>How deep a record is searched.</summary>
    private const int DepthMax = 4;

    private static readonly string[] SnapshotWords = ["snap", "full", "partial", "image", "refresh"];

    private static readonly string[] DeltaWords = ["update", "delta", "diff", "change", "incr"];

    private static readonly string[] BookWords = ["book", "depth", "level", "delta", "l2", "mbp"];

    /// <summary>Finds the path of the first of some names whose value is of a kind; objects are searched, lists are not.</summary>
    public static string? Find(JsonObject record, string[] names, Func<JsonNode?, bool> isRight)
    {
        foreach (var name in names)
        {
            if (Find(record, name, isRight, 1) is { } path)
            {
                return path;
            }
        }

        return null;
    }

    public static Shape ShapeOf(JsonObject record)
    {
        if (Find(record, FieldNames.Bids, IsLevels) is not null || Find(record, FieldNames.Asks, IsLevels) is not null)
        {
            return Shape.Book;
        }

        if (Find(record, FieldNames.BidPrice, IsNumber) is not null && Find(record, FieldNames.AskPrice, IsNumber) is not null)
        {
            return Shape.Quote;
        }

        return Find(record, FieldNames.Price, IsNumber) is null || Find(record, FieldNames.Size, IsNumber) is not { } size ? Shape.Other
            : IsLevel(record, size) ? Shape.Level : Shape.Trade;
    }

    /// <summary>Gets a path that records of a shape have and the others have not.</summary>
    public static string? MarkOf(Shape shape, JsonObject record) => shape switch
    {
        Shape.Book => Find(record, FieldNames.Bids, IsLevels) ?? Find(record, FieldNames.Asks, IsLevels),
        Shape.Quote => Find(record, FieldNames.BidPrice, IsNumber),
        Shape.Level or Shape.Trade => Find(record, FieldNames.Price, IsNumber),
        _ => null,
    };

    public static bool IsName(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String
        && ((string?)value)!.Length is > 0 and <= 64 && ((string?)value)!.Any(char.IsLetter);

    public static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String;

    /// <summary>Gets the text at a path; null where there is none.</summary>
    public static string? TextAt(JsonObject record, string path) => At(record, path) is { } node && IsText(node) ? (string?)node : null;

    public void Book(JsonObject rule, Shape shape, string? kind, IReadOnlyList<JsonObject> records)
    {
        var isSaid = Says(kind, SnapshotWords) || Says(kind, DeltaWords);
        var isSnapshot = isSaid ? Says(kind, SnapshotWords) : records.All(IsWhole);
        rule["kind"] = isSnapshot ? "snapshot" : "delta";
        if (!isSaid)
        {
            notes.Add(isSnapshot ? "kind: snapshot, if each record holds the whole book; else delta"
                : "kind: delta, and snapshots must come from elsewhere; snapshot, if each record holds the whole book");
        }

        Head(rule, records, isBook: true);
        if (shape == Shape.Level)
        {
            notes.Add("one level a record: if these are trades, kind is trade");
            rule["levels"] = new JsonObject
            {
                ["price"] = Find(records[0], FieldNames.Price, IsNumber),
                ["size"] = Find(records[0], FieldNames.Size, IsNumber),
                ["side"] = Find(records[0], FieldNames.Side, IsText),
            };
            return;
        }

        Levels(rule, "bids", FieldNames.Bids, records);
        Levels(rule, "asks", FieldNames.Asks, records);
    }

    public void Quote(JsonObject rule, JsonObject record)
    {
        rule["kind"] = "quote";
        Head(rule, [record], isBook: false);
        Put(rule, "bidPrice", Find(record, FieldNames.BidPrice, IsNumber));
        Put(rule, "bidSize", Find(record, FieldNames.BidSize, IsNumber));
        Put(rule, "askPrice", Find(record, FieldNames.AskPrice, IsNumber));
        Put(rule, "askSize", Find(record, FieldNames.AskSize, IsNumber));
        if (!rule.ContainsKey("bidSize") || !rule.ContainsKey("askSize"))
        {
            notes.Add("bidSize or askSize was not found");
        }
    }

    public void Trade(JsonObject rule, IReadOnlyList<JsonObject> records)
    {
        rule["kind"] = "trade";
        Head(rule, records, isBook: false);
        rule["price"] = Find(records[0], FieldNames.Price, IsNumber);
        rule["size"] = Find(records[0], FieldNames.Size, IsNumber);
        Put(rule, "aggressor", Find(records[0], FieldNames.Side, IsText));
        Put(rule, "tradeId", Find(records[0], FieldNames.TradeId, IsWhole));
        notes.Add(rule.ContainsKey("aggressor")
            ? $"aggressor: {rule["aggressor"]} is taken for the side that took, not the one that was hit"
            : "aggressor: no field says which side took");
    }

    private static string? Find(JsonObject record, string name, Func<JsonNode?, bool> isRight, int depth)
    {
        foreach (var (member, value) in record)
        {
            if (IsCalled(member, name) && isRight(value))
            {
                return member;
            }
        }

        foreach (var (member, value) in record)
        {
            if (depth < DepthMax && value is JsonObject inner && Find(inner, name, isRight, depth + 1) is { } path)
            {
                return $"{member}.{path}";
            }
        }

        return null;
    }

    private static bool IsCalled(string member, string name) => name.Length == 1
        ? member == name
        : name.Equals(string.Concat(member.Where(char.IsLetterOrDigit)), StringComparison.OrdinalIgnoreCase);

    private static bool IsLevel(JsonObject record, string size) => Find(record, FieldNames.Side, IsText) is not null
        && (Number(At(record, size)) == 0
            || FieldNames.Kind.Any(name => Find(record, [name], IsText) is { } path && Says(TextAt(record, path), BookWords)));

    private static bool IsLevels(JsonNode? node) => node is JsonArray { Count: > 0 } list
        ? list[0] is JsonArray { Count: >= 2 } pair ? IsNumber(pair[0]) && IsNumber(pair[1])
            : list[0] is JsonObject level && Find(level, FieldNames.Price, IsNumber) is not null
                && Find(level, FieldNames.Size, IsNumber) is not null
        : node is JsonArray;

    /// <summary>A record may be a whole book if it has both sides, and no level is removed.</summary>
    private static bool IsWhole(JsonObject record) =>
        ((string[][])[FieldNames.Bids, FieldNames.Asks]).All(names => Find(record, names, IsLevels) is { } path
            && At(record, path) is JsonArray { Count: > 1 } levels && levels.All(static level => Number(SizeOf(level)) is not 0));

    private static JsonNode? SizeOf(JsonNode? level) => level is JsonArray { Count: > 1 } pair ? pair[1]
        : level is JsonObject entry && Find(entry, FieldNames.Size, IsNumber) is { } size ? At(entry, size) : null;

    private static bool IsNumber(JsonNode? node) => Number(node) is not null;

    private static bool IsWhole(JsonNode? node) => Number(node) is { } number && number >= 0 && number == decimal.Truncate(number);

    private static bool IsTime(JsonNode? node) => UnitOf(node) is not null;

    private static decimal? Number(JsonNode? node) => node is JsonValue value
        && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool Says(string? text, string[] words) =>
        text is not null && words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static JsonNode? At(JsonObject record, string path) =>
        path.Split('.').Aggregate((JsonNode?)record, static (node, name) => (node as JsonObject)?[name]);

    /// <summary>A time of our days says its unit by how large it is.</summary>
    private static string? UnitOf(JsonNode? node) => Number(node) switch
    {
        >= 1e18m and < 1e19m => "ns",
        >= 1e15m and < 1e16m => "us",
        >= 1e12m and < 1e13m => "ms",
        >= 1e9m and < 1e10m => "s",
        null when IsText(node) && (string?)node is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..] => "iso8601",
        _ => null,
    };

    private static void Put(JsonObject rule, string name, string? path)
    {
        if (path is not null)
        {
            rule[name] = path;
        }
    }

    private void Levels(JsonObject rule, string side, string[] names, IReadOnlyList<JsonObject> records)
    {
        // A list that is empty in one record says nothing of its levels; another record does.
        var found = records.Select(record => Find(record, names, IsLevels) is { } path ? (path, At(record, path) as JsonArray) : default);
        var (path, list) = found.OrderByDescending(static entry => entry.Item2?.Count > 0).First();
        if (path is null || list is null)
        {
            notes.Add($"{side} were not found");
            return;
        }

        var level = list.Count > 0 ? list[0] as JsonObject : null;
        if (list.Count == 0)
        {
            notes.Add($"{side} are empty in all samples: pairs of price and size?");
        }

        rule[side] = new JsonObject
        {
            ["path"] = path,
            ["price"] = level is null ? "[0]" : Find(level, FieldNames.Price, IsNumber),
            ["size"] = level is null ? "[1]" : Find(level, FieldNames.Size, IsNumber),
        };
    }

    private void Head(JsonObject rule, IReadOnlyList<JsonObject> records, bool isBook)
    {
        if (Find(records[0], FieldNames.Time, IsTime) is { } time)
        {
            rule["time"] = new JsonObject { ["path"] = time, ["unit"] = UnitOf(At(records[0], time)) };
        }
        else
        {
            notes.Add("time: none was found, so that Kafka's is taken");
        }

        if (!isBook || Find(records[0], FieldNames.Sequence, IsWhole) is not { } sequence)
        {
            return;
        }

        var (first, previous) = (Find(records[0], FieldNames.First, IsWhole), Find(records[0], FieldNames.Previous, IsWhole));
        rule["sequence"] = sequence;
        Put(rule, previous is null ? "first" : "previous", previous ?? first);
        if (previous is null && first is null)
        {
            notes.Add($"sequence: {sequence} must go up by one from record to record of a symbol; leave it out if it does not");
        }
    }
}
