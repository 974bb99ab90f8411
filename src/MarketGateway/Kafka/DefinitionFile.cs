using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Kafka;

/// <summary>
/// A file of an operator's that is JSON, or lines of values under a line of names. What is wrong is told with its place.
/// </summary>
internal abstract class DefinitionFile
{
    /// <summary>A wrong file may be wrong everywhere; so many places are named.</summary>
    private const int FaultsMax = 10;

    private readonly List<string> _faults = [];

    /// <summary>Gets what is wrong: the place, what stands there, and what would be right.</summary>
    public IReadOnlyList<string> Faults => _faults.Count <= FaultsMax
        ? _faults : [.. _faults.Take(FaultsMax), $"and {_faults.Count - FaultsMax} more places"];

    /// <summary>Gets how many faults there are.</summary>
    protected int FaultCount => _faults.Count;

    /// <summary>Reads what a file holds; one whose first character opens a list or an object is JSON.</summary>
    protected void Read(byte[] content)
    {
        ReadOnlySpan<byte> text = content;
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (text.TrimStart(" \t\r\n"u8) is [(byte)'[' or (byte)'{', ..])
        {
            ReadJson(text.ToArray());
        }
        else
        {
            ReadLines(Encoding.UTF8.GetString(text));
        }
    }

    /// <summary>Reads what is between the braces.</summary>
    protected abstract void ReadJson(JsonElement root);

    /// <summary>Reads the line of names; false: the rest cannot be read.</summary>
    protected abstract bool ReadNames(string place, string line);

    /// <summary>Reads a line of values.</summary>
    protected abstract void ReadLine(string place, string line);

    protected void AddFault(string fault) => _faults.Add(fault);

    /// <summary>Takes a line apart; null when a quote is not closed or too much stands in it.</summary>
    protected static string[]? ValuesOf(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        return new CsvReader(bytes.Length + 1).Read(bytes, out ReadOnlySpan<byte> json) == DecodeError.None
            ? [.. JsonSerializer.Deserialize<string[]>(json)!.Select(value => value.Trim())]
            : null;
    }

    private void ReadJson(byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            ReadJson(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            AddFault($"it is no JSON: {e.Message}");
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
            if (isNamed)
            {
                ReadLine(place, line);
            }
            else if (!ReadNames(place, line))
            {
                return;
            }

            isNamed = true;
        }
    }
}
