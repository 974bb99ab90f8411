using System.Text;
using System.Text.Json;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Reads which instruments are asked for: a request's <c>filter</c>, and what stands for it in the query of an address.
/// </summary>
public static class FilterReader
{
    /// <summary>Each is compared with each symbol, and a pattern is more work than a text.</summary>
    public const int TextsMax = 64;

    private const string Attributes = "attributes";

    private const string Expiry = "expiry";

    /// <summary>Reads a filter; the error says what is wrong with it, and the filter is void then.</summary>
    /// <param name="map">The filter as an object.</param>
    /// <param name="countMax">So many venues, asset classes and currencies there may be.</param>
    /// <param name="error">What is wrong; null: nothing.</param>
    public static AttributeFilter Read(JsonElement map, int countMax, out RequestError? error)
    {
        var fields = new RequestFields(map, []);
        var filter = new AttributeFilter(
            fields.Texts("venue", isRequired: false, countMax),
            fields.Texts("assetClass", isRequired: false, countMax),
            fields.Texts("currency", isRequired: false, countMax))
        {
            Attributes = fields.Map(Attributes) is { } attributes ? ReadTerms(fields, attributes) : [],
            Expiry = fields.Map(Expiry) is { } expiry ? ReadRange(fields, expiry) : null,
        };
        fields.RefuseUnknown("filter");
        error = fields.Error;
        return filter;
    }

    private static List<AttributeTerm> ReadTerms(RequestFields fields, JsonElement map)
    {
        var named = new RequestFields(map, []);
        var terms = new List<AttributeTerm>();
        foreach (var name in map.EnumerateObject().Select(static member => member.Name))
        {
            if (!InstrumentAttributes.IsName(name))
            {
                named.Fail<object>(
                    RequestErrorCode.OutOfRange,
                    $"'{RequestFields.Shorten(name)}' is no name: one has 1 to {InstrumentAttributes.NameBytesMax} letters, digits, '_', '-' and '.'");
            }
            else if (terms.Count == InstrumentAttributes.CountMax)
            {
                named.Fail<object>(RequestErrorCode.TooMany, $"there are more than {InstrumentAttributes.CountMax} names");
            }
            else if (named.Texts(name, isRequired: false, TextsMax) is { } texts)
            {
                terms.Add(new AttributeTerm(name, texts.ConvertAll(text => ReadPattern(named, name, text))));
            }

            if (named.Error is not null)
            {
                return PassOn<List<AttributeTerm>>(fields, named, Attributes) ?? terms;
            }
        }

        return terms;
    }

    private static SymbolPattern ReadPattern(RequestFields named, string name, string text)
    {
        if (text.Length == 0 || Encoding.UTF8.GetByteCount(text) > InstrumentAttributes.ValueBytesMax)
        {
            named.Fail<object>(
                RequestErrorCode.OutOfRange,
                $"'{name}' has '{RequestFields.Shorten(text)}'; a text has 1 to {InstrumentAttributes.ValueBytesMax} bytes");
        }

        return new SymbolPattern(text);
    }

    private static ExpiryRange? ReadRange(RequestFields fields, JsonElement map)
    {
        var days = new RequestFields(map, []);
        var range = new ExpiryRange(ReadDay(days, "from"), ReadDay(days, "to"));
        days.RefuseUnknown(Expiry);
        if (range.From > range.To)
        {
            days.Fail<object>(
                RequestErrorCode.OutOfRange, $"'from' is {range.From:yyyy-MM-dd}, and 'to' is {range.To:yyyy-MM-dd}, which is before it");
        }

        return days.Error is not null ? PassOn<ExpiryRange>(fields, days, Expiry)
            : range is { From: null, To: null } ? null
            : range;
    }

    private static DateOnly? ReadDay(RequestFields days, string key)
    {
        if (days.Text(key, isRequired: false) is not { } text)
        {
            return null;
        }

        return ExpiryRange.TryParseDay(text, out var day)
            ? day
            : days.Fail<DateOnly?>(
                RequestErrorCode.OutOfRange, $"'{key}' is '{RequestFields.Shorten(text)}'; it must be a day, as 2026-12-31");
    }

    private static T? PassOn<T>(RequestFields fields, RequestFields inner, string key) =>
        fields.Fail<T>(inner.Error!.Code, $"in '{key}': {inner.Error.Message}");
}
