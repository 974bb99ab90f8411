using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>Makes phases of the market. Owned by a decoder.</summary>
internal sealed class PhaseBuilder : ElementBuilder
{
    public DecodeError Build(MappingRule rule, FieldReader fields, FeedUpdate update)
    {
        update.Reset(FeedUpdateKind.Phase);
        var error = ReadHead(rule, fields, update);
        if (error != DecodeError.None)
        {
            return error;
        }

        var field = rule.Phase!.Field;
        if (!fields.TryText(field, out var name))
        {
            return Fail(DecodeError.WrongType, field);
        }

        if (!rule.Phase.TryFind(name, out var phase))
        {
            return Fail(DecodeError.OutOfRange, field);
        }

        update.Phase = phase;
        return DecodeError.None;
    }
}
