using System.Text;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Mapping;

/// <summary>Reads the rules of a mapping, and those within them. Used by one thread.</summary>
internal sealed class RuleParser(MappingScope document)
{
    /// <summary>How deep rules may lie in rules: a value, its batches, their entries, and one for luck.</summary>
    private const int DepthMax = 4;

    private static readonly string[] Common =
        ["comment", "when", "kind", "symbol", "time", "sequence", "first", "previous"];

    private static readonly string[] OfBook = ["bids", "asks", "levels", "sides", "sizes", "depth", "checksum"];

    private static readonly string[] OfOrder =
        ["action", "id", "newId", "side", "sides", "price", "size", "tradeId", "start", "snapshot", "snapshotEnd"];

    private static readonly string[] OfQuote =
        ["bidPrice", "bidSize", "askPrice", "askSize", "open", "high", "low", "previousClose", "volume"];

    private static readonly string[] OfTrade =
        ["price", "size", "aggressor", "aggressors", "tradeId", "open", "high", "low", "volume"];

    private static readonly string[] OfInstrument =
        ["tickSize", "priceScale", "sizeStep", "sizeScale", "venue", "assetClass", "currency", "description", "attributes"];

    private readonly FieldParser _fields = new(document);
    private readonly LevelsParser _levels = new(new FieldParser(document));
    private int _scopeCount = 1;

    /// <summary>Gets how many scopes there are.</summary>
    public int ScopeCount => _scopeCount;

    /// <summary>Gets whether one record may hold several elements.</summary>
    public bool HasLists { get; private set; }

    /// <summary>Reads the rules of a scope. <paramref name="symbol"/> is for those that have none of their own.</summary>
    public void ReadRules(MappingNode owner, MappingScope scope, MappingNode? symbol, int depth = 1)
    {
        if (owner.Find("rules") is not { IsList: true } list || !list.Elements().Any())
        {
            owner.Miss("rules (a list of at least one)");
            return;
        }

        if (depth > DepthMax)
        {
            list.Faults.Add($"{list.Place} lies too deep: at most {DepthMax} lists of rules lie in each other.");
            return;
        }

        var rules = new List<MappingRule>();
        foreach (var node in list.Elements())
        {
            if (ReadRule(node, scope, symbol, depth) is { } rule)
            {
                rules.Add(rule);
            }
        }

        scope.Rules = [.. rules];
    }

    private MappingRule? ReadRule(MappingNode node, MappingScope scope, MappingNode? symbol, int depth)
    {
        if (!node.IsObject)
        {
            node.Complain("a rule is an object with when, and kind or each");
            return null;
        }

        if (node.Find("each") is { } each)
        {
            return ReadEach(node, each, scope, symbol, depth);
        }

        if (node.Find("kind") is not { } kindNode)
        {
            node.Miss("kind (snapshot, delta, order, quote, trade, phase, instrument, ignore), and no each");
            return null;
        }

        var kind = (RuleKind)kindNode.Choice("ignore", "snapshot", "delta", "quote", "trade", "instrument", "order", "phase");
        var rule = new MappingRule { Place = node.Place, Kind = kind, When = _fields.Conditions(node.Find("when"), scope) };
        if (kind == RuleKind.Ignore)
        {
            node.HasOnly("comment", "when", "kind");
            return rule;
        }

        rule = rule with
        {
            Symbol = _fields.Template(node.Find("symbol") ?? symbol, scope),
            Time = _fields.Time(node.Find("time"), scope),
            Sequence = _fields.Field(node.Find("sequence"), scope),
            First = _fields.Field(node.Find("first"), scope),
            Previous = _fields.Field(node.Find("previous"), scope),
        };
        if (rule.Symbol is null && node.Find("symbol") is null && symbol is null)
        {
            node.Miss("symbol, nor has the mapping: {key} is none of a record, {$key} is its key");
        }

        if ((rule.First is not null || rule.Previous is not null)
            && (rule.Sequence is null || (rule.First is not null && rule.Previous is not null)))
        {
            node.Complain("first, or previous, but not both, go with sequence");
        }

        return Complete(rule, node, scope);
    }

    private MappingRule? ReadEach(MappingNode node, MappingNode each, MappingScope scope, MappingNode? symbol, int depth)
    {
        node.HasOnly("comment", "when", "each", "symbol", "rules");
        var inner = new MappingScope(_scopeCount++);
        HasLists = true;
        var when = _fields.Conditions(node.Find("when"), scope);
        var field = _fields.Path(each, scope);
        ReadRules(node, inner, node.Find("symbol") ?? symbol, depth + 1);
        return field is null
            ? null
            : new MappingRule { Place = node.Place, Kind = RuleKind.Each, When = when, Each = field, Inner = inner };
    }

    private MappingRule Complete(MappingRule rule, MappingNode node, MappingScope scope)
    {
        switch (rule.Kind)
        {
            case RuleKind.Snapshot or RuleKind.Delta:
                node.HasOnly([.. Common, .. OfBook]);
                return rule with { Book = ReadBook(rule.Kind, node, scope) };
            case RuleKind.Order:
                node.HasOnly([.. Common, .. OfOrder]);
                return rule with { Order = ReadOrder(node, scope) };
            case RuleKind.Quote:
                node.HasOnly([.. Common, .. OfQuote]);
                return rule with { Tick = ReadTick(node, scope, OfQuote) };
            case RuleKind.Trade:
                node.HasOnly([.. Common, .. OfTrade]);
                Require(node, "price", "size");
                return rule with { Tick = ReadTick(node, scope, OfTrade) };
            case RuleKind.Phase:
                node.HasOnly("comment", "when", "kind", "symbol", "time", "phase", "phases");
                return rule with { Phase = ReadPhase(node, scope) };
            default:
                node.HasOnly(["comment", "when", "kind", "symbol", .. OfInstrument]);
                return rule with { Instrument = ReadInstrument(node, scope) };
        }
    }

    private BookRule ReadBook(RuleKind kind, MappingNode node, MappingScope scope)
    {
        var book = new BookRule
        {
            Bids = _levels.Read(node.Find("bids"), scope, hasSides: false),
            Asks = _levels.Read(node.Find("asks"), scope, hasSides: false),
            Levels = _levels.Read(node.Find("levels"), scope, hasSides: true),
            Sides = ReadNames(node.Find("sides"), "bid", "ask", NameTable.Sides),
            SizesAreChanges = node.Find("sizes") is { } sizes && sizes.Choice("total", "change") == 1,
            Depth = node.Find("depth")?.Integer(1, 10_000) ?? 0,
            Checksum = ReadChecksum(node.Find("checksum"), scope),
        };
        var hasLists = node.Find("bids") is not null || node.Find("asks") is not null;
        if (hasLists == node.Find("levels") is not null)
        {
            node.Complain("a book has bids and asks (or one of them), or else levels with a side each");
        }

        if (book.SizesAreChanges && kind == RuleKind.Snapshot)
        {
            node.Complain("the sizes of a snapshot are totals");
        }

        return book;
    }

    private OrderRule? ReadOrder(MappingNode node, MappingScope scope)
    {
        if (node.Find("action") is not { } actionNode)
        {
            node.Miss("action (add, modify, replace, reduce, execute, remove, clear)");
            return null;
        }

        var action = (OrderAction)actionNode.Choice("add", "modify", "replace", "reduce", "execute", "remove", "clear");
        Require(node, action switch
        {
            OrderAction.Add => ["id", "side", "price", "size"],
            OrderAction.Replace => ["id", "newId", "size"],
            OrderAction.Remove => ["id"],
            OrderAction.Clear => [],
            _ => ["id", "size"],
        });
        return new OrderRule
        {
            Action = action,
            Id = _fields.Field(node.Find("id"), scope),
            NewId = _fields.Field(node.Find("newId"), scope),
            Side = _fields.Field(node.Find("side"), scope),
            Price = _fields.Field(node.Find("price"), scope),
            Size = _fields.Field(node.Find("size"), scope),
            TradeId = _fields.Field(node.Find("tradeId"), scope),
            Sides = ReadNames(node.Find("sides"), "bid", "ask", NameTable.Sides),
            StartsEmpty = node.Find("start") is { } start && start.Choice("snapshot", "empty") == 1,
            Snapshot = _fields.Removal(node.Find("snapshot"), scope),
            SnapshotEnd = _fields.Removal(node.Find("snapshotEnd"), scope),
        };
    }

    private MappingField? ReadChecksum(MappingNode? node, MappingScope scope)
    {
        if (node is not { } value || !value.HasOnly("path", "kind"))
        {
            return null;
        }

        if (value.Find("path") is not { } path || value.Find("kind") is not { } kind)
        {
            value.Miss("path, or no kind (kraken); it must have both");
            return null;
        }

        kind.Choice("kraken");
        return _fields.Path(path, scope);
    }

    private TickRule ReadTick(MappingNode node, MappingScope scope, string[] names)
    {
        var values = new MappingField?[(int)TickValue.PreviousClose + 1];
        foreach (var value in Enum.GetValues<TickValue>())
        {
            var name = char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..];
            values[(int)value] = names.Contains(name) ? _fields.Field(node.Find(name), scope) : null;
        }

        if (values.All(value => value is null))
        {
            node.Miss($"value: it must have some of {string.Join(", ", names)}");
        }

        if ((values[0] is null) != (values[1] is null) || (values[2] is null) != (values[3] is null))
        {
            node.Complain("a price and its size go together: bidPrice with bidSize, askPrice with askSize");
        }

        return new TickRule
        {
            Values = values,
            TradeId = _fields.Field(node.Find("tradeId"), scope),
            Aggressor = _fields.Field(node.Find("aggressor"), scope),
            Aggressors = ReadNames(node.Find("aggressors"), "buy", "sell", NameTable.Aggressors),
        };
    }

    private PhaseRule? ReadPhase(MappingNode node, MappingScope scope)
    {
        Require(node, "phase");
        var names = Array.ConvertAll(PhaseRule.OwnNames, static name => new[] { name });
        if (node.Find("phases") is { } phases && phases.HasOnly(PhaseRule.OwnNames))
        {
            names = Array.ConvertAll(PhaseRule.OwnNames, name => phases.Find(name)?.Texts() ?? []);
        }

        return _fields.Field(node.Find("phase"), scope) is { } field
            ? new PhaseRule(field, Array.ConvertAll(names, static texts => Array.ConvertAll(texts, Encoding.UTF8.GetBytes)))
            : null;
    }

    private InstrumentRule ReadInstrument(MappingNode node, MappingScope scope)
    {
        MappingField? Field(string name) => _fields.Field(node.Find(name), scope);

        if (node.Find("tickSize") is null && node.Find("priceScale") is null)
        {
            node.Miss("tickSize and no priceScale; it must have one of them");
        }

        return new InstrumentRule(
            Field("tickSize"), Field("priceScale"), Field("sizeStep"), Field("sizeScale"), Field("venue"),
            Field("assetClass"), Field("currency"), Field("description"))
        {
            Attributes = ReadAttributes(node.Find("attributes"), scope),
        };
    }

    private (string Name, MappingField Field)[] ReadAttributes(MappingNode? node, MappingScope scope)
    {
        if (node is not { } value)
        {
            return [];
        }

        if (!value.IsObject || value.Members().Any(member =>
            !InstrumentAttributes.TryMake([new(member.Name, "1")], out _)) || value.Members().Count() > InstrumentAttributes.CountMax)
        {
            value.Complain($"it must be an object of at most {InstrumentAttributes.CountMax} names (letters, digits, _, -, .) with a path each");
            return [];
        }

        return [.. value.Members().Select(member => (member.Name, Field: _fields.Field(member.Value, scope)!)).Where(member => member.Field is not null)];
    }

    private static NameTable ReadNames(MappingNode? node, string first, string second, NameTable otherwise)
    {
        if (node is not { } value || !value.HasOnly(first, second))
        {
            return otherwise;
        }

        if (value.Find(first) is not { } ofFirst || value.Find(second) is not { } ofSecond)
        {
            value.Miss($"{first}, or no {second}; it must have the names of both");
            return otherwise;
        }

        return NameTable.Of(ofFirst.Texts(), ofSecond.Texts());
    }

    private static void Require(MappingNode node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (node.Find(name) is null)
            {
                node.Miss(name);
            }
        }
    }
}
