namespace MarketGateway.Core.Mapping;

/// <summary>Reads where the levels of a book are. Used by one thread.</summary>
internal sealed class LevelsParser(FieldParser fields)
{
    /// <summary>Reads <c>bids</c>, <c>asks</c> (of one side) or <c>levels</c> (each with its side).</summary>
    public LevelsPlan? Read(MappingNode? node, MappingScope scope, bool hasSides)
    {
        if (node is not { } value)
        {
            return null;
        }

        var isKnown = hasSides
            ? value.HasOnly("path", "price", "size", "side", "orders", "remove")
            : value.HasOnly("path", "price", "size", "orders", "remove", "prices", "sizes");
        if (!isKnown)
        {
            return null;
        }

        return value.Find("prices") is not null || value.Find("sizes") is not null
            ? ReadLists(value, scope)
            : ReadElements(value, scope, hasSides);
    }

    private LevelsPlan? ReadLists(MappingNode value, MappingScope scope)
    {
        if (value.Find("prices") is not { } prices || value.Find("sizes") is not { } sizes
            || value.Find("price") is not null || value.Find("size") is not null || value.Find("path") is not null
            || value.Find("remove") is not null || value.Find("orders") is not null)
        {
            value.Complain("lists of their own are given by prices and sizes, both, and nothing else");
            return null;
        }

        return fields.Path(prices, scope) is { } priceList && fields.Path(sizes, scope) is { } sizeList
            ? new LevelsPlan(value.Place, null, null, 0, null, priceList, sizeList)
            : null;
    }

    private LevelsPlan? ReadElements(MappingNode value, MappingScope scope, bool hasSides)
    {
        var path = value.Find("path");
        var list = path is { } given ? fields.Path(given, scope) : null;

        // Without a list the one level lies in the rule's own element, and its paths are among the element's.
        var inner = path is null ? scope : new MappingScope(-1);
        if (value.Find("price") is not { } price)
        {
            value.Miss("price (its path within a level, like [0] or price)");
            return null;
        }

        var removal = fields.Removal(value.Find("remove"), inner);
        var size = fields.Field(value.Find("size"), inner);
        if (size is null && removal is null)
        {
            value.Miss("size (its path within a level, like [1] or size)");
        }

        var side = fields.Field(value.Find("side"), inner);
        if (hasSides && side is null)
        {
            value.Miss("side (its path within a level; lists of one side are bids and asks)");
        }

        return fields.Field(price, inner) is { } priceField
            ? new LevelsPlan(
                value.Place,
                list,
                path is null ? null : inner.Paths,
                path is null ? 0 : inner.SlotCount,
                new LevelFields(priceField, size, side, fields.Field(value.Find("orders"), inner), removal),
                null,
                null)
            : null;
    }
}
