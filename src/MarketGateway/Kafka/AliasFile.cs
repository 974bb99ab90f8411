using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Kafka;

/// <summary>Reads a file of names that stand for symbols: a JSON object, or lines of two values under a line of names.</summary>
internal sealed class AliasFile : DefinitionFile
{
    private const string Header = "alias,symbol";

    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);

    private AliasFile()
    {
    }

    /// <summary>Gets what each name stands for, both in their normal form.</summary>
    public IReadOnlyDictionary<string, string> Targets => _targets;

    /// <summary>Reads what a file holds.</summary>
    public static AliasFile Parse(byte[] content)
    {
        var file = new AliasFile();
        file.Read(content);
        return file;
    }

    protected override void ReadJson(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            AddFault("it must be an object, {\"ES.c.0\": \"ESH6\"}");
            return;
        }

        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String)
            {
                Add($"'{member.Name}'", member.Name, member.Value.GetString()!);
            }
            else
            {
                AddFault($"'{member.Name}' is {member.Value.GetRawText()}: it must be a text, the symbol that it stands for");
            }
        }
    }

    protected override bool ReadNames(string place, string line)
    {
        if (line.Trim() == Header)
        {
            return true;
        }

        AddFault($"{place} is '{line.Trim()}': the first line must be {Header}");
        return false;
    }

    protected override void ReadLine(string place, string line)
    {
        if (ValuesOf(line) is [var alias, var symbol])
        {
            Add(place, alias, symbol);
        }
        else
        {
            AddFault($"{place} is '{line.Trim()}': it must have two values, as ES.c.0,ESH6");
        }
    }

    private void Add(string place, string alias, string symbol)
    {
        if ((FeedSymbolName.FaultOf(alias) ?? FeedSymbolName.FaultOf(symbol)) is { } fault)
        {
            AddFault($"{place} has no right name: {fault}");
            return;
        }

        (alias, symbol) = (SymbolNormalForm.Of(alias), SymbolNormalForm.Of(symbol));
        if (alias == symbol)
        {
            AddFault($"{place} lets '{alias}' stand for itself");
        }
        else if (!_targets.TryAdd(alias, symbol))
        {
            AddFault($"{place} says again what '{alias}' stands for: it is '{_targets[alias]}' already");
        }
    }
}
