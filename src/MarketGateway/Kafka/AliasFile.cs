using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Kafka;

/// <summary>
/// Reads a file of names that stand for symbols: a JSON object, or lines of two values under a line of names. What is wrong
/// is told with its place.
/// </summary>
internal sealed class AliasFile
{
    private const string Header = "alias,symbol";

    /// <summary>A wrong file may be wrong everywhere; so many places are named.</summary>
    private const int FaultsMax = 10;

    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    private AliasFile()
    {
    }

    /// <summary>Gets what each name stands for, both in their normal form.</summary>
    public IReadOnlyDictionary<string, string> Targets => _targets;

    /// <summary>Gets what is wrong: the place, what stands there, and what would be right.</summary>
    public IReadOnlyList<string> Faults => _faults.Count <= FaultsMax
        ? _faults : [.. _faults.Take(FaultsMax), $"and {_faults.Count - FaultsMax} more places"];

    /// <summary>Reads what a file holds; one whose first character opens an object is JSON.</summary>
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

        return file;
    }

    private void ReadJson(byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                _faults.Add("it must be an object, {\"ES.c.0\": \"ESH6\"}");
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
                    _faults.Add($"'{member.Name}' is {member.Value.GetRawText()}: it must be a text, the symbol that it stands for");
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
        bool isNamed = false;
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            string place = string.Create(CultureInfo.InvariantCulture, $"line {number}");
            if (!isNamed && line.Trim() != Header)
            {
                _faults.Add($"{place} is '{line.Trim()}': the first line must be {Header}");
                return;
            }

            if (isNamed)
            {
                ReadLine(place, line);
            }

            isNamed = true;
        }
    }

    private void ReadLine(string place, string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        if (new CsvReader(bytes.Length + 1).Read(bytes, out ReadOnlySpan<byte> json) == DecodeError.None
            && JsonSerializer.Deserialize<string[]>(json) is [var alias, var symbol])
        {
            Add(place, alias.Trim(), symbol.Trim());
        }
        else
        {
            _faults.Add($"{place} is '{line.Trim()}': it must have two values, as ES.c.0,ESH6");
        }
    }

    private void Add(string place, string alias, string symbol)
    {
        if ((FeedSymbolName.FaultOf(alias) ?? FeedSymbolName.FaultOf(symbol)) is { } fault)
        {
            _faults.Add($"{place} has no right name: {fault}");
            return;
        }

        (alias, symbol) = (SymbolNormalForm.Of(alias), SymbolNormalForm.Of(symbol));
        if (alias == symbol)
        {
            _faults.Add($"{place} lets '{alias}' stand for itself");
        }
        else if (!_targets.TryAdd(alias, symbol))
        {
            _faults.Add($"{place} says again what '{alias}' stands for: it is '{_targets[alias]}' already");
        }
    }
}
