using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Kafka;

/// <summary>
/// Reads a file of definitions: a JSON list of objects, or lines of values under a line of names. What is wrong is told
/// with its place.
/// </summary>
internal sealed class InstrumentFile
{
    private const string Symbol = "symbol";
    private const string TickSize = "tickSize";
    private const string PriceScale = "priceScale";
    private const string SizeStep = "sizeStep";
    private const string SizeScale = "sizeScale";
    private const string Attributes = "attributes";

    /// <summary>A wrong file may be wrong everywhere; so many places are named.</summary>
    private const int FaultsMax = 10;

    private static readonly (string Name, int BytesMax)[] Texts =
    [
        ("venue", FeedLimits.VenueBytesMax), ("assetClass", FeedLimits.AssetClassBytesMax),
        ("currency", FeedLimits.CurrencyBytesMax), ("description", FeedLimits.DescriptionBytesMax),
    ];

    private static readonly HashSet<string> Known =
        [Symbol, TickSize, PriceScale, SizeStep, SizeScale, .. Texts.Select(text => text.Name)];

    private readonly List<FileInstrument> _instruments = [];
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    private InstrumentFile()
    {
    }

    /// <summary>Gets the definitions, in the order of the file.</summary>
    public IReadOnlyList<FileInstrument> Instruments => _instruments;

    /// <summary>Gets what is wrong: the place, what stands there, and what would be right.</summary>
    public IReadOnlyList<string> Faults => _faults.Count <= FaultsMax
        ? _faults : [.. _faults.Take(FaultsMax), $"and {_faults.Count - FaultsMax} more places"];

    /// <summary>Reads what a file holds; one whose first character opens a list is JSON.</summary>
    public static InstrumentFile Parse(byte[] content)
    {
        var file = new InstrumentFile();
        ReadOnlySpan<byte> text = content;
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (text.TrimStart(" \t\r\n"u8) is [(byte)'[' or (byte)'{', ..])
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
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                _faults.Add("it must be a list of objects, [{\"symbol\": \"ES\", \"tickSize\": \"0.25\"}]");
                return;
            }

            int number = 0;
            foreach (JsonElement entry in document.RootElement.EnumerateArray())
            {
                ReadObject($"[{number++}]", entry);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            _faults.Add($"it is no JSON: {e.Message}");
        }
    }

    private void ReadObject(string place, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            _faults.Add($"{place} is {entry.GetRawText()}: it must be an object, {{\"symbol\": \"ES\", \"tickSize\": \"0.25\"}}");
            return;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var attributes = new List<KeyValuePair<string, string>>();
        foreach (JsonProperty member in entry.EnumerateObject())
        {
            if (member.Name == Attributes && member.Value.ValueKind == JsonValueKind.Object)
            {
                attributes.AddRange(member.Value.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, TextOf(pair.Value))));
            }
            else if (Known.Contains(member.Name))
            {
                values[member.Name] = TextOf(member.Value);
            }
            else
            {
                _faults.Add($"{place} has '{member.Name}': it may have {string.Join(", ", Known)}, and {Attributes}, an object of texts");
            }
        }

        Add(place, values, attributes);
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private void ReadLines(string text)
    {
        string[]? names = null;
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            string place = string.Create(CultureInfo.InvariantCulture, $"line {number}");
            if (ValuesOf(line) is not { } values)
            {
                _faults.Add($"{place} is no line of values with commas between");
            }
            else if (names is null)
            {
                names = values;
                if (!names.Contains(Symbol))
                {
                    _faults.Add($"{place} names no column '{Symbol}': the first line names the columns, as symbol,tickSize,venue,expiry");
                    return;
                }
            }
            else if (values.Length != names.Length)
            {
                _faults.Add($"{place} has {values.Length} values, and there are {names.Length} columns");
            }
            else
            {
                ReadValues(place, names, values);
            }
        }
    }

    /// <summary>A column that is none of the definition's own is an attribute.</summary>
    private void ReadValues(string place, string[] names, string[] values)
    {
        var cells = names.Zip(values, KeyValuePair.Create).Where(pair => pair.Value.Length > 0).ToArray();
        Add(
            place,
            new Dictionary<string, string>(cells.Where(cell => Known.Contains(cell.Key)).DistinctBy(cell => cell.Key)),
            [.. cells.Where(cell => !Known.Contains(cell.Key))]);
    }

    private static string[]? ValuesOf(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        return new CsvReader(bytes.Length + 1).Read(bytes, out ReadOnlySpan<byte> json) == DecodeError.None
            ? [.. JsonSerializer.Deserialize<string[]>(json)!.Select(value => value.Trim())]
            : null;
    }

    private void Add(string place, Dictionary<string, string> values, List<KeyValuePair<string, string>> attributes)
    {
        string symbol = values.GetValueOrDefault(Symbol, "");
        if (FeedSymbolName.FaultOf(symbol) is { } fault)
        {
            _faults.Add($"{place} has no right symbol: {fault}");
            return;
        }

        int before = _faults.Count;
        place = $"{place} ({symbol})";
        string normal = SymbolNormalForm.Of(symbol);
        if (!_places.TryAdd(normal, place))
        {
            _faults.Add($"{place} defines what {_places[normal]} has defined already");
        }

        (int priceScale, long tickSize) = Prices(place, values);
        int sizeScale = Sizes(place, values);
        foreach ((string name, int bytesMax) in Texts)
        {
            if (Encoding.UTF8.GetByteCount(values.GetValueOrDefault(name, "")) > bytesMax)
            {
                _faults.Add($"{place}: {name} is '{values[name]}': it may have {bytesMax} bytes");
            }
        }

        if (!InstrumentAttributes.TryMake(attributes, out InstrumentAttributes made))
        {
            _faults.Add($"{place} has attributes that are none: at most {InstrumentAttributes.CountMax}, names of letters, digits, "
                + $"'_', '-' and '.', texts of 1 to {InstrumentAttributes.ValueBytesMax} bytes");
        }

        if (_faults.Count == before)
        {
            string[] texts = Array.ConvertAll(Texts, text => values.GetValueOrDefault(text.Name, ""));
            _instruments.Add(new FileInstrument(symbol, new InstrumentDefinition(
                texts[0], texts[1], texts[2], priceScale, sizeScale, tickSize, texts[3])
            {
                Attributes = made,
            }));
        }
    }

    private (int Scale, long TickSize) Prices(string place, Dictionary<string, string> values)
    {
        DecimalNumber? tick = Step(place, TickSize, values);
        int? scale = Whole(place, PriceScale, values) ?? tick?.Scale;
        if (scale is null)
        {
            _faults.Add($"{place} has neither {TickSize} (0.25) nor {PriceScale} (2): one is needed");
            return default;
        }

        if (!(tick ?? new DecimalNumber(1, scale.Value)).TryAt(scale.Value, out long tickSize) || tickSize > FeedLimits.IntegerMax)
        {
            _faults.Add($"{place}: {TickSize} is '{values[TickSize]}', which does not fit in {scale} digits after the point ({PriceScale})");
        }

        return (scale.Value, tickSize);
    }

    private int Sizes(string place, Dictionary<string, string> values)
    {
        int? step = Step(place, SizeStep, values)?.Scale;
        return Whole(place, SizeScale, values) ?? step ?? 0;
    }

    private DecimalNumber? Step(string place, string name, Dictionary<string, string> values)
    {
        if (!values.TryGetValue(name, out string? text) || text.Length == 0)
        {
            return null;
        }

        if (DecimalNumber.TryParse(Encoding.UTF8.GetBytes(text), out DecimalNumber number)
            && number.Scale <= FeedLimits.ScaleMax && number.TryAt(Math.Max(0, number.Scale), out long mantissa)
            && mantissa is > 0 and <= FeedLimits.IntegerMax)
        {
            return new DecimalNumber(mantissa, Math.Max(0, number.Scale));
        }

        _faults.Add($"{place}: {name} is '{text}': it must be a decimal above 0 with at most {FeedLimits.ScaleMax} digits after the point");
        return new DecimalNumber(1, 0);
    }

    private int? Whole(string place, string name, Dictionary<string, string> values)
    {
        if (!values.TryGetValue(name, out string? text) || text.Length == 0)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= FeedLimits.ScaleMax)
        {
            return number;
        }

        _faults.Add($"{place}: {name} is '{text}': it must be a whole number from 0 to {FeedLimits.ScaleMax}");
        return 0;
    }
}
