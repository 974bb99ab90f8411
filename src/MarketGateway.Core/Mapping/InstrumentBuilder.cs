using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Mapping;

/// <summary>Makes definitions. They are rare, and may allocate.</summary>
internal static class InstrumentBuilder
{
    public static DecodeError Build(MappingRule rule, FieldReader fields, SourceSymbol symbol, FeedUpdate update)
    {
        var instrument = rule.Instrument!;
        update.Reset(FeedUpdateKind.Instrument);
        var tick = Number(instrument.TickSize, fields);
        var step = Number(instrument.SizeStep, fields);
        var priceScale = Whole(instrument.PriceScale, fields) ?? tick?.Scale;
        var sizeScale = Whole(instrument.SizeScale, fields) ?? step?.Scale ?? 0;
        if (priceScale is not { } scale)
        {
            return DecodeError.WrongType;
        }

        // A step that has more digits than the prices is no step of theirs.
        if (scale > FeedLimits.ScaleMax || sizeScale > FeedLimits.ScaleMax
            || !(tick ?? new DecimalNumber(1, scale)).TryAt(scale, out var tickSize) || tickSize < 1)
        {
            return DecodeError.OutOfRange;
        }

        update.PriceScale = scale;
        update.SizeScale = sizeScale;
        update.Definition = new InstrumentDefinition(
            Text(instrument.Venue, fields, FeedLimits.VenueBytesMax),
            Text(instrument.AssetClass, fields, FeedLimits.AssetClassBytesMax),
            Text(instrument.Currency, fields, FeedLimits.CurrencyBytesMax),
            scale,
            sizeScale,
            tickSize,
            Text(instrument.Description, fields, FeedLimits.DescriptionBytesMax))
        {
            Attributes = Attributes(instrument, fields),
        };
        symbol.IsDefined = true;
        return DecodeError.None;
    }

    /// <summary>Reads what is there; an empty text is as good as none.</summary>
    private static InstrumentAttributes Attributes(InstrumentRule instrument, FieldReader fields)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var (name, field) in instrument.Attributes)
        {
            if (Text(field, fields, InstrumentAttributes.ValueBytesMax) is { Length: > 0 } text)
            {
                pairs.Add(new(name, text));
            }
        }

        return InstrumentAttributes.TryMake(pairs, out var attributes) ? attributes : InstrumentAttributes.None;
    }

    private static DecimalNumber? Number(MappingField? field, FieldReader fields) =>
        field is not null && fields.TryText(field, out var text) && DecimalNumber.TryParse(text, out var number)
            ? number : null;

    private static int? Whole(MappingField? field, FieldReader fields) =>
        Number(field, fields) is { } number && number.TryAt(0, out var whole) && whole is >= 0 and <= FeedLimits.ScaleMax
            ? (int)whole : null;

    /// <summary>Reads a text; one that is too long is none, because the rest of the definition is of use without it.</summary>
    private static string Text(MappingField? field, FieldReader fields, int bytesMax) =>
        field is not null && fields.TryText(field, out var text) && text.Length <= bytesMax ? Encoding.UTF8.GetString(text) : "";
}
