using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Kafka;

/// <summary>
/// Reads a file of names that stand for symbols: a JSON object, or lines <c>alias,symbol</c>. What is wrong is told with
/// its place.
/// </summary>
internal sealed class AliasFile
{
    private const string Columns = "alias,symbol";

    /// <summary>A wrong file may be wrong everywhere; so many places are named.</summary>
    private const int FaultsMax = 10;

    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    private AliasFile()
    {
    }

    /// <summary>Gets what each name stands for, both in their normal form.</summary>
    public IReadOnlyDictionary<string, string> Targets => _targets;

    /// <summary>Gets what is wrong: the place, what stands there, and what would be right.</summary>
    public IReadOnlyList<string> Faults => _faults.Count <= FaultsMax
        ? _faults : [.. _faults.Take(FaultsMax), $"and {_faults.Count - FaultsMax} more places"];

    /// <summary>Reads what a file holds; one whose first character is a brace or a bracket is JSON.</summary>
    public static AliasFile Parse(byte[] content)
    {
        var file = new AliasFile();
        ReadOnlySpan<byte> text = content;
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
        {
            file.ReadJson(text.ToArray());
        }
        else
        {
            file.ReadLines(Encoding.UTF8.GetString(text));
        }

        file.FollowAll();
        return file;
    }

    private void ReadJson(byte[] text)
    {
        const string Form = "{\"ES.c.0\": \"ESH6\"}";
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                _faults.Add($"it must be an object of names with the symbol that each stands for, {Form}");
                return;
            }

            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String)
                {
                    Add($"'{member.Name}'", member.Name, member.Value.GetString()!);
                }
                else
                {
                    _faults.Add($"'{member.Name}' is {member.Value.GetRawText()}: it must be a symbol, {Form}");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            _faults.Add($"it is no JSON: {e.Message}");
        }
    }

    private void ReadLines(string text)
    {
        int number = 0;
        bool isHeaded = false;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            string place = string.Create(CultureInfo.InvariantCulture, $"line {number}");
            if (!isHeaded)
            {
                isHeaded = true;
                if (line.Trim() != Columns)
                {
                    _faults.Add($"{place} is '{line.Trim()}': the first line names the columns, {Columns}");
                    return;
                }
            }
            else if (InstrumentFile.ValuesOf(line) is [var alias, var symbol])
            {
                Add(place, alias, symbol);
            }
            else
            {
                _faults.Add($"{place} is '{line.Trim()}': it must be a name, a comma and a symbol, as ES.c.0,ESH6");
            }
        }
    }

    private void Add(string place, string alias, string symbol)
    {
        if (FeedSymbolName.FaultOf(alias) is { } wrongAlias)
        {
            _faults.Add($"{place} has no right name: {wrongAlias}");
        }
        else if (FeedSymbolName.FaultOf(symbol) is { } wrongSymbol)
        {
            _faults.Add($"{place} has no right symbol for '{alias}': {wrongSymbol}");
        }
        else if (!_targets.TryAdd(SymbolNormalForm.Of(alias), SymbolNormalForm.Of(symbol)))
        {
            _faults.Add($"{place} says what '{alias}' stands for, and {_places[SymbolNormalForm.Of(alias)]} has said it already");
        }
        else
        {
            _places[SymbolNormalForm.Of(alias)] = place;
        }
    }

    /// <summary>A loop within the file is wrong whatever else there is; it is told once, at the first of its names.</summary>
    private void FollowAll()
    {
        var aliases = new SymbolAliases(_targets.Count);
        foreach ((string alias, string symbol) in _targets)
        {
            aliases.TrySet(alias, symbol, out _);
        }

        foreach (string alias in _targets.Keys)
        {
            if (aliases.Follow(alias, out string? fault) is null)
            {
                _faults.Add($"{_places[alias]} leads nowhere: {fault}");
                return;
            }
        }
    }
}
