using System.Globalization;

namespace MarketGateway.Client;

/// <summary>Writes the parameters of a subscription into requests (schemas/wire, section 3).</summary>
internal static class ParameterWriter
{
    /// <summary>All that is not the default.</summary>
    public static void Write(WireMap request, MarketChannel channel, SubscriptionOptions options, bool isOnce)
    {
        if (channel == MarketChannel.Book)
        {
            request["depth"] = (long)options.Depth;
        }
        else if (channel == MarketChannel.Trade)
        {
            request["history"] = (long)options.History;
        }

        Put(request, "intervalMs", isOnce ? 0 : Milliseconds(options.Interval));
        Put(request, "grouping", options.Grouping);
        Put(request, "minPriceMove", isOnce ? 0 : options.MinPriceMove);
        Put(request, "minTradeSize", options.MinTradeSize);
        if (options.Merge == MergeMode.Never && !isOnce)
        {
            request["merge"] = "never";
        }

        if (options.Orders)
        {
            request["orders"] = true;
        }

        if (options.Fields != QuoteFields.None)
        {
            request["fields"] = Names(options.Fields);
        }

        if (!options.Filter.IsEmpty)
        {
            request["filter"] = Filter(options.Filter);
        }
    }

    /// <summary>All that can be changed while the streams are held and that the channel has.</summary>
    public static void WriteChangeable(WireMap request, MarketChannel channel, SubscriptionOptions options)
    {
        request["intervalMs"] = Milliseconds(options.Interval);
        if (channel != MarketChannel.Trade)
        {
            request["merge"] = options.Merge == MergeMode.Never ? "never" : "auto";
        }

        switch (channel)
        {
            case MarketChannel.Book:
                request["depth"] = (long)options.Depth;
                request["grouping"] = (long)options.Grouping;
                request["orders"] = options.Orders;
                break;
            case MarketChannel.Quote:
                request["fields"] = Names(options.EffectiveFields);
                request["minPriceMove"] = (long)options.MinPriceMove;
                break;
            default:
                request["minTradeSize"] = options.MinTradeSize;
                break;
        }
    }

    private static long Milliseconds(TimeSpan interval) => (long)interval.TotalMilliseconds;

    private static void Put(WireMap request, string key, long value)
    {
        if (value != 0)
        {
            request[key] = value;
        }
    }

    private static List<object?> Names(QuoteFields fields)
    {
        var names = new List<object?>();
        for (var bit = 0; bit < QuoteFieldList.Count; bit++)
        {
            if (((int)fields & (1 << bit)) != 0)
            {
                names.Add(QuoteFieldList.NameOf(bit));
            }
        }

        return names;
    }

    private static WireMap Filter(SymbolFilter filter)
    {
        var map = new WireMap();
        Put(map, "venue", filter.Venues);
        Put(map, "assetClass", filter.AssetClasses);
        Put(map, "currency", filter.Currencies);
        var attributes = new WireMap();
        foreach (var (name, values) in filter.Attributes)
        {
            Put(attributes, name, values);
        }

        var expiry = new WireMap();
        Put(expiry, "from", Day(filter.ExpiryFrom));
        Put(expiry, "to", Day(filter.ExpiryTo));
        Put(map, "attributes", attributes);
        Put(map, "expiry", expiry);
        return map;
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Put(WireMap map, string key, string? value)
    {
        if (value is not null)
        {
            map[key] = value;
        }
    }

    private static void Put(WireMap map, string key, WireMap values)
    {
        if (values.Count > 0)
        {
            map[key] = values;
        }
    }

    private static void Put(WireMap map, string key, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            map[key] = values.Select(static value => (object?)value).ToList();
        }
    }
}
