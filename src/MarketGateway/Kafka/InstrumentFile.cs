using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Kafka;

/// <summary>Reads a file of definitions: a JSON list of objects, or lines of values under a line of names.</summary>
internal sealed class InstrumentFile : DefinitionFile
{
    private const string Symbol = "symbol";
    private const string TickSize = "tickSize";
    private const string PriceScale = "priceScale";
    private const string SizeStep = "sizeStep";
    private const string SizeScale = "sizeScale";
    private const string Attributes = "attributes";

    private static readonly (string Name, int BytesMax)[] Texts =
    [
        ("venue", FeedLimits.VenueBytesMax), ("assetClass", FeedLimits.AssetClassBytesMax),
        ("currency", FeedLimits.CurrencyBytesMax), ("description", FeedLimits.DescriptionBytesMax),
    ];

    private static readonly HashSet<string> Known =
        [Symbol, TickSize, PriceScale, SizeStep, SizeScale, .. Texts.Select(text => text.Name)];

    private readonly List<FileInstrument> _instruments = [];
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private string[] _names = [];

    private InstrumentFile()
    {
    }

    /// <summary>Gets the definitions, in the order of the file.</summary>
    public IReadOnlyList<FileInstrument> Instruments => _instruments;

    /// <summary>Reads what a file holds.</summary>
    public static InstrumentFile Parse(byte[] content)
    {
        var file = new InstrumentFile();
        file.Read(content);
        return file;
    }

    protected override void ReadJson(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            AddFault("it must be a list of objects, [{\"symbol\": \"ES\", \"tickSize\": \"0.25\"}]");
            return;
        }

        int number = 0;
        foreach (JsonElement entry in root.EnumerateArray())
        {
            ReadObject($"[{number++}]", entry);
        }
    }

    protected override bool ReadNames(string place, string line)
    {
        _names = ValuesOf(line) ?? [];
        if (_names.Contains(Symbol))
        {
            return true;
        }

        AddFault($"{place} names no column '{Symbol}': the first line names the columns, as symbol,tickSize,venue,expiry");
        return false;
    }

    protected override void ReadLine(string place, string line)
    {
        if (ValuesOf(line) is not { } values)
        {
            AddFault($"{place} is no line of values with commas between");
        }
        else if (values.Length != _names.Length)
        {
            AddFault($"{place} has {values.Length} values, and there are {_names.Length} columns");
        }
        else
        {
            ReadValues(place, values);
        }
    }

    private void ReadObject(string place, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            AddFault($"{place} is {entry.GetRawText()}: it must be an object, {{\"symbol\": \"ES\", \"tickSize\": \"0.25\"}}");
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
                AddFault($"{place} has '{member.Name}': it may have {string.Join(", ", Known)}, and {Attributes}, an object of texts");
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

    /// <summary>A column that is none of the definition's own is an attribute.</summary>
    private void ReadValues(string place, string[] values)
    {
        var cells = _names.Zip(values, KeyValuePair.Create).Where(pair => pair.Value.Length > 0).ToArray();
        Add(
            place,
            new Dictionary<string, string>(cells.Where(cell => Known.Contains(cell.Key)).DistinctBy(cell => cell.Key)),
            [.. cells.Where(cell => !Known.Contains(cell.Key))]);
    }

    private void Add(string place, Dictionary<string, string> values, List<KeyValuePair<string, string>> attributes)
    {
        string symbol = values.GetValueOrDefault(Symbol, "");
        if (FeedSymbolName.FaultOf(symbol) is { } fault)
        {
            AddFault($"{place} has no right symbol: {fault}");
            return;
        }

        int before = FaultCount;
        place = $"{place} ({symbol})";
        string normal = SymbolNormalForm.Of(symbol);
        if (!_places.TryAdd(normal, place))
        {
            AddFault($"{place} defines what {_places[normal]} has defined already");
        }

        (int priceScale, long tickSize) = Prices(place, values);
        int sizeScale = Sizes(place, values);
        foreach ((string name, int bytesMax) in Texts)
        {
            if (Encoding.UTF8.GetByteCount(values.GetValueOrDefault(name, "")) > bytesMax)
            {
                AddFault($"{place}: {name} is '{values[name]}': it may have {bytesMax} bytes");
            }
        }

        if (!InstrumentAttributes.TryMake(attributes, out InstrumentAttributes made))
        {
            AddFault($"{place} has attributes that are none: at most {InstrumentAttributes.CountMax}, names of letters, digits, "
                + $"'_', '-' and '.', texts of 1 to {InstrumentAttributes.ValueBytesMax} bytes");
        }

        if (FaultCount == before)
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
            AddFault($"{place} has neither {TickSize} (0.25) nor {PriceScale} (2): one is needed");
            return default;
        }

        if (!(tick ?? new DecimalNumber(1, scale.Value)).TryAt(scale.Value, out long tickSize) || tickSize > FeedLimits.IntegerMax)
        {
            AddFault($"{place}: {TickSize} is '{values[TickSize]}', which does not fit in {scale} digits after the point ({PriceScale})");
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

        AddFault($"{place}: {name} is '{text}': it must be a decimal above 0 with at most {FeedLimits.ScaleMax} digits after the point");
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

        AddFault($"{place}: {name} is '{text}': it must be a whole number from 0 to {FeedLimits.ScaleMax}");
        return 0;
    }
}
