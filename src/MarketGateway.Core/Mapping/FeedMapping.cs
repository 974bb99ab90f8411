using System.Text.Json;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// How the records of a source become updates of the market: the language of schemas/sources, read and checked. Immutable;
/// shared by the decoders of all threads.
/// </summary>
public sealed class FeedMapping
{
    /// <summary>How many updates of one symbol and channel a record may hold, where it may hold several.</summary>
    public const int UpdatesPerRecordMax = 1024;

    private static readonly JsonDocumentOptions Reading = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    private FeedMapping(MappingScope root, int scopeCount, bool holdsSeveral)
    {
        Root = root;
        ScopeCount = scopeCount;
        HoldsSeveral = holdsSeveral;
    }

    /// <summary>
    /// Gets whether a record may hold several updates: then a version is the record's offset times
    /// <see cref="UpdatesPerRecordMax"/>, plus the update's place in it.
    /// </summary>
    public bool HoldsSeveral { get; }

    /// <summary>Gets which of the market's topics most of its records would stand in.</summary>
    public FeedTopic MainTopic { get; private init; }

    internal MappingScope Root { get; }

    internal int ScopeCount { get; }

    /// <summary>Gets where in the value the record lies, if there: what wraps it is not looked at.</summary>
    internal MappingPath? Envelope { get; private init; }

    /// <summary>Gets what symbols are called here that the source calls otherwise.</summary>
    internal IReadOnlyDictionary<string, string> Aliases { get; private init; } = new Dictionary<string, string>();

    /// <summary>Gets how many digits prices have at least; -1: as many as are seen.</summary>
    internal int PriceScale { get; private init; } = -1;

    internal int SizeScale { get; private init; } = -1;

    /// <summary>Gets in units of 10^- what prices are whole numbers; 0: they are decimals.</summary>
    internal int PriceUnits { get; private init; }

    internal int SizeUnits { get; private init; }

    /// <summary>Gets the texts that stand for "no price".</summary>
    internal byte[][] NoPrice { get; private init; } = [];

    /// <summary>Reads a mapping.</summary>
    /// <param name="json">The document.</param>
    /// <exception cref="MappingException">It is wrong; the message names every place.</exception>
    public static FeedMapping Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            var faults = new List<string>();
            var mapping = Read(new MappingNode(document.RootElement, "", faults));
            return faults.Count == 0 ? mapping : throw new MappingException(faults);
        }
        catch (JsonException e)
        {
            throw new MappingException([$"the mapping is no JSON: {e.Message}"]);
        }
    }

    private static FeedMapping Read(MappingNode node)
    {
        node.HasOnly("comment", "envelope", "symbol", "aliases", "scale", "units", "noPrice", "rules");
        var root = new MappingScope(0);
        var parser = new RuleParser(root);
        parser.ReadRules(node, root, node.Find("symbol"));
        var (priceScale, sizeScale) = ReadScales(node.Find("scale"), -1);
        var (priceUnits, sizeUnits) = ReadScales(node.Find("units"), 0);
        return new FeedMapping(root, parser.ScopeCount, parser.HasLists)
        {
            Envelope = ReadEnvelope(node.Find("envelope")),
            Aliases = ReadAliases(node.Find("aliases")),
            PriceScale = priceScale,
            SizeScale = sizeScale,
            PriceUnits = priceUnits,
            SizeUnits = sizeUnits,
            NoPrice = Array.ConvertAll(node.Find("noPrice")?.Texts() ?? [], System.Text.Encoding.UTF8.GetBytes),
            MainTopic = MainTopicOf(root),
        };
    }

    private static (int Price, int Size) ReadScales(MappingNode? node, int otherwise)
    {
        if (node is not { } value || !value.HasOnly("price", "size"))
        {
            return (otherwise, otherwise);
        }

        return (value.Find("price")?.Integer(0, FeedLimits.ScaleMax) ?? otherwise,
            value.Find("size")?.Integer(0, FeedLimits.ScaleMax) ?? otherwise);
    }

    private static MappingPath? ReadEnvelope(MappingNode? node)
    {
        if (node is not { } value)
        {
            return null;
        }

        var path = MappingPath.TryParse(value.Text);
        if (path is null || value.Text == ".")
        {
            value.Complain(MappingPath.Grammar);
        }

        return path;
    }

    private static Dictionary<string, string> ReadAliases(MappingNode? node)
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is not { } table)
        {
            return aliases;
        }

        if (!table.IsObject)
        {
            table.Complain("it must be an object: the source's symbols, each with what it is called here");
            return aliases;
        }

        foreach (var (name, value) in table.Members())
        {
            if (!value.IsText || !FeedSymbolName.TryValidate(value.Text))
            {
                value.Complain("it must be a symbol as schemas/kafka describes it");
            }

            aliases[name] = value.Text;
        }

        return aliases;
    }

    private static FeedTopic MainTopicOf(MappingScope root)
    {
        var rules = AllRules(root).Select(rule => rule.Kind).ToHashSet();
        return rules.Overlaps([RuleKind.Snapshot, RuleKind.Delta, RuleKind.Order]) ? FeedTopic.Books
            : rules.Overlaps([RuleKind.Quote, RuleKind.Trade, RuleKind.Phase]) ? FeedTopic.Ticks
            : FeedTopic.Instruments;
    }

    private static IEnumerable<MappingRule> AllRules(MappingScope scope) =>
        scope.Rules.SelectMany(rule => rule.Inner is null ? [rule] : AllRules(rule.Inner));
}
