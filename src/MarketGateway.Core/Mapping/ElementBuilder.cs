using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>What the builders of all kinds of updates have in common. Owned by a decoder.</summary>
internal abstract class ElementBuilder
{
    /// <summary>Gets the path that failed, after an error.</summary>
    public string? FailedPath { get; private set; }

    /// <summary>Reads what every book, quote and trade begins with.</summary>
    protected DecodeError ReadHead(MappingRule rule, FieldReader fields, FeedUpdate update)
    {
        FailedPath = null;
        update.OccurredAt = fields.AppendedAt * 1000;
        if (rule.Time is { } time && fields.TryText(time.Field, out var text))
        {
            if (!TimeText.TryParse(text, time.Unit, out var occurredAt))
            {
                return Fail(DecodeError.WrongType, time.Field);
            }

            update.OccurredAt = occurredAt;
        }

        if (rule.Sequence is null)
        {
            return DecodeError.None;
        }

        var error = ReadInteger(rule.Sequence, fields, out var sequence);
        if (error != DecodeError.None)
        {
            return error;
        }

        update.Sequence = sequence;
        return ReadFirst(rule, fields, update);
    }

    protected DecodeError ReadInteger(MappingField field, FieldReader fields, out long number)
    {
        number = 0;
        return !fields.TryText(field, out var text) || !DecimalNumber.TryParse(text, out var value) || !value.TryAt(0, out number)
            ? Fail(DecodeError.WrongType, field)
            : number < 0 ? Fail(DecodeError.OutOfRange, field) : DecodeError.None;
    }

    /// <summary>Reads a price or a size: a decimal, or a whole number of units.</summary>
    protected static bool TryDecimal(ReadOnlySpan<byte> text, int units, out DecimalNumber number)
    {
        if (!DecimalNumber.TryParse(text, out number))
        {
            return false;
        }

        if (units == 0)
        {
            return true;
        }

        var isWhole = number.Scale == 0;
        number = new DecimalNumber(number.Mantissa, units).Trim();
        return isWhole;
    }

    /// <summary>Gets the scale that is known before a record is looked at; -1: none.</summary>
    protected static int Known(int seen, int least, int? defined) => Math.Max(seen, Math.Max(least, defined ?? -1));

    protected DecodeError Fail(DecodeError error, MappingField field) => Fail(error, field.Text);

    protected DecodeError Fail(DecodeError error, string path)
    {
        FailedPath = path;
        return error;
    }

    private DecodeError ReadFirst(MappingRule rule, FieldReader fields, FeedUpdate update)
    {
        var field = rule.First ?? rule.Previous;
        if (field is null || !fields.TryText(field, out _))
        {
            return DecodeError.None;
        }

        var error = ReadInteger(field, fields, out var number);
        if (error == DecodeError.None)
        {
            update.FirstSequence = rule.First is null ? number + 1 : number;
            error = update.FirstSequence > update.Sequence ? Fail(DecodeError.OutOfRange, field) : error;
        }

        return error;
    }
}
