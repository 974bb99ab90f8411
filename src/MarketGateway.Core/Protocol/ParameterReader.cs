using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Reads the parameters of streams. A value beyond what the gateway allows is brought to the nearest allowed one, which
/// the answer says; a parameter of another channel is refused.
/// </summary>
internal sealed class ParameterReader(RequestLimits limits)
{
    private static readonly (string Key, Channel Home)[] Homes =
    [
        ("depth", Channel.Book), ("grouping", Channel.Book), ("orders", Channel.Book), ("fields", Channel.Quote),
        ("minPriceMove", Channel.Quote), ("minTradeSize", Channel.Trade), ("history", Channel.Trade),
    ];

    /// <summary>Reads all parameters; with <paramref name="isOnce"/> those that make sense for a single snapshot.</summary>
    public StreamParameters Read(RequestFields fields, bool isOnce)
    {
        if (ReadChannel(fields, isRequired: true) is not { } channel)
        {
            return new StreamParameters();
        }

        RefuseForeign(fields, channel);
        var changes = isOnce ? ReadShape(fields) : ReadChanges(fields);
        return changes.ApplyTo(new StreamParameters
        {
            Channel = channel,
            History = (int)Math.Min(Integer(fields, "history") ?? 0, limits.HistoryMax),
        });
    }

    /// <summary>Says whether the parameters that were read are those that were asked for.</summary>
    public static bool AreAsAsked(RequestFields fields, StreamParameters parameters)
    {
        return IsAsAsked("depth", parameters.Depth)
            && IsAsAsked("intervalMs", parameters.IntervalMs)
            && IsAsAsked("history", parameters.History)
            && IsAsAsked("grouping", parameters.Grouping)
            && IsAsAsked("minPriceMove", parameters.MinPriceMove);

        bool IsAsAsked(string key, long effective) => (Integer(fields, key) ?? 0) == effective;
    }

    /// <summary>Reads the parameters that can be changed while a stream is held.</summary>
    public ParameterChanges ReadChanges(RequestFields fields) => ReadShape(fields) with
    {
        IntervalMs = ReadInterval(fields),
        MinPriceMove = (int?)Clamp(Integer(fields, "minPriceMove"), int.MaxValue),
        Merge = ReadMerge(fields),
    };

    public static Channel? ReadChannel(RequestFields fields, bool isRequired)
    {
        var name = fields.Text("channel", isRequired);
        if (name is null)
        {
            return null;
        }

        return WireName.TryParse<Channel>(name, out var channel)
            ? channel
            : fields.Fail<Channel?>(
                RequestErrorCode.OutOfRange,
                $"'channel' is '{RequestFields.Shorten(name)}'; it must be quote, book or trade");
    }

    private ParameterChanges ReadShape(RequestFields fields)
    {
        var grouping = (int?)Clamp(Integer(fields, "grouping"), int.MaxValue);
        return new ParameterChanges(
            Depth: (int?)Clamp(Integer(fields, "depth"), limits.DepthMax),
            IntervalMs: null,
            Grouping: grouping == 1 ? 0 : grouping,
            Fields: ReadFields(fields),
            MinPriceMove: null,
            MinTradeSize: Integer(fields, "minTradeSize"),
            Merge: null)
        {
            Orders = fields.Boolean("orders"),
        };
    }

    private static MergeMode? ReadMerge(RequestFields fields)
    {
        if (fields.Text("merge", isRequired: false) is not { } name)
        {
            return null;
        }

        return WireName.TryParse<MergeMode>(name, out var merge)
            ? merge
            : fields.Fail<MergeMode?>(
                RequestErrorCode.OutOfRange, $"'merge' is '{RequestFields.Shorten(name)}'; it must be auto or never");
    }

    private static int? ReadInterval(RequestFields fields)
    {
        var interval = Integer(fields, "intervalMs");
        return interval is > 0
            ? (int)Math.Clamp(interval.Value, SessionLimits.IntervalMsMin, SessionLimits.IntervalMsMax)
            : (int?)interval;
    }

    private static QuoteFields? ReadFields(RequestFields fields)
    {
        if (fields.Texts("fields", isRequired: false, Quote.FieldCount * 2) is not { } names)
        {
            return null;
        }

        var set = QuoteFields.None;
        foreach (var name in names)
        {
            if (!QuoteFieldNames.TryParse(name, out var field))
            {
                return fields.Fail<QuoteFields?>(
                    RequestErrorCode.OutOfRange,
                    $"'fields' names '{RequestFields.Shorten(name)}'; there are {string.Join(", ", QuoteFieldNames.All)}");
            }

            set |= field;
        }

        return set != QuoteFields.None
            ? set
            : fields.Fail<QuoteFields?>(RequestErrorCode.OutOfRange, "'fields' is empty; leave it out for all fields");
    }

    private static void RefuseForeign(RequestFields fields, Channel channel)
    {
        foreach (var (key, home) in Homes)
        {
            if (channel != home && fields.Has(key))
            {
                fields.Fail<object>(
                    RequestErrorCode.UnknownField,
                    $"'{key}' belongs to channel '{WireName.Of(home)}', not '{WireName.Of(channel)}'");
            }
        }

        if (channel == Channel.Trade && fields.Has("merge"))
        {
            fields.Fail<object>(
                RequestErrorCode.UnknownField, "'merge' belongs to channels 'book' and 'quote'; trades come one by one");
        }
    }

    private static long? Integer(RequestFields fields, string key) =>
        fields.Integer(key, isRequired: false, 0, RequestFields.IntegerMax);

    private static long? Clamp(long? value, long max) => value is { } given ? Math.Min(given, max) : null;
}
