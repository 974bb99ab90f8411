using System.Buffers.Text;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>Makes book snapshots and deltas. Owned by a decoder.</summary>
internal sealed class BookBuilder(FeedMapping mapping, int levelsMax) : ElementBuilder
{
    /// <summary>As for the numbers of the gateway's own records.</summary>
    public const int RestartRatio = 100;

    private readonly LevelList _bids = new();
    private readonly LevelList _asks = new();
    private JsonSlot[] _slots = new JsonSlot[8];

    /// <summary>Gets whether what was built last is a snapshot that says nothing new.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Begins an update whose levels are added one by one.</summary>
    public void Begin()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public void Add(Side side, DecimalNumber price, OrderLevel level) =>
        (side == Side.Bid ? _bids : _asks).Add(price, level.Size, level.Count);

    /// <summary>Puts the levels that were added into an update.</summary>
    public DecodeError Finish(SourceSymbol symbol, FeedUpdate update) => _bids.Count + _asks.Count > levelsMax
        ? Fail(DecodeError.Oversized, "levels") : Fill(symbol, update);

    public DecodeError Build(MappingRule rule, FieldReader fields, SourceSymbol symbol, FeedUpdate update)
    {
        var book = rule.Book!;
        update.Reset(rule.Kind == RuleKind.Snapshot ? FeedUpdateKind.BookSnapshot : FeedUpdateKind.BookDelta);
        _bids.Clear();
        _asks.Clear();
        var error = ReadHead(rule, fields, update);
        error = error == DecodeError.None ? ReadLevels(rule, fields) : error;
        error = error == DecodeError.None ? ReadChecksum(book, fields, symbol, update) : error;
        if (error != DecodeError.None)
        {
            return error;
        }

        update.IsSizeChange = book.SizesAreChanges;
        update.Depth = book.Depth;
        IsStale = update.Sequence != 0 && IsBehind(symbol, update);
        return IsStale ? DecodeError.None : Fill(symbol, update);
    }

    /// <summary>
    /// Brings snapshots and deltas of a numbered source together, in whatever order they come. True for a snapshot that is
    /// older than what its book stands for: it says nothing new.
    /// </summary>
    private bool IsBehind(SourceSymbol symbol, FeedUpdate update)
    {
        var isTrusted = symbol.Symbol.IsBookTrusted;
        if (update.Kind == FeedUpdateKind.BookDelta)
        {
            if (isTrusted)
            {
                symbol.Held.Clear();
            }
            else if (!update.IsSizeChange)
            {
                symbol.Held.Add(update.FirstSequence == 0 ? update.Sequence : update.FirstSequence, update.Sequence, _bids, _asks);
            }

            symbol.DeltaSequence = update.Sequence;
            return false;
        }

        // A small part of the number is a venue that starts over.
        if (isTrusted && update.Sequence < symbol.DeltaSequence && update.Sequence > symbol.DeltaSequence / RestartRatio)
        {
            return true;
        }

        update.Sequence = symbol.Held.Continue(update.Sequence, _bids, _asks);
        return false;
    }

    private DecodeError ReadLevels(MappingRule rule, FieldReader fields)
    {
        var book = rule.Book!;
        if (book.Levels is { } levels)
        {
            return Read(levels, rule, fields, null, out _);
        }

        var error = DecodeError.None;
        bool hasBids = false, hasAsks = false;
        if (book.Bids is { } bids)
        {
            error = Read(bids, rule, fields, _bids, out hasBids);
        }

        if (error == DecodeError.None && book.Asks is { } asks)
        {
            error = Read(asks, rule, fields, _asks, out hasAsks);
        }

        // A delta may leave a side out, and a book without levels is one too; but nothing at all is another shape.
        return error == DecodeError.None && !hasBids && !hasAsks
            ? Fail(DecodeError.WrongType, (book.Bids ?? book.Asks)!.Place)
            : error;
    }

    /// <summary>Reads one list, or the one level; <paramref name="to"/> is null when each level says its side.</summary>
    private DecodeError Read(LevelsPlan plan, MappingRule rule, FieldReader fields, LevelList? to, out bool isThere)
    {
        if (plan.PriceList is not null)
        {
            return ReadLists(plan, rule, fields, to!, out isThere);
        }

        if (plan.List is null)
        {
            isThere = fields.TryText(plan.Fields!.Price, out _);
            return isThere || to is null ? ReadLevel(plan, rule.Book!, fields, to) : DecodeError.None;
        }

        var slot = fields.SlotOf(plan.List, out var json);
        isThere = slot.IsPresent;
        if (!isThere)
        {
            return to is null ? Fail(DecodeError.WrongType, plan.List) : DecodeError.None;
        }

        if (slot.Type != JsonTokenType.StartArray)
        {
            return Fail(DecodeError.WrongType, plan.List);
        }

        return ReadList(plan, rule.Book!, fields, to, slot.Of(json));
    }

    private DecodeError ReadList(LevelsPlan plan, BookRule book, FieldReader fields, LevelList? to, ReadOnlySpan<byte> list)
    {
        if (_slots.Length < plan.SlotCount)
        {
            _slots = new JsonSlot[plan.SlotCount];
        }

        var level = fields.At(list, _slots);
        var reader = new Utf8JsonReader(list);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _slots.AsSpan(0, plan.SlotCount).Clear();
            JsonScan.ReadValue(ref reader, plan.Paths!, _slots);
            var error = ReadLevel(plan, book, level, to);
            if (error != DecodeError.None)
            {
                return error;
            }
        }

        return DecodeError.None;
    }

    private DecodeError ReadLevel(LevelsPlan plan, BookRule book, FieldReader level, LevelList? to)
    {
        var fields = plan.Fields!;
        if (!level.TryText(fields.Price, out var text))
        {
            return Fail(DecodeError.WrongType, fields.Price);
        }

        if (NameTable.Has(mapping.NoPrice, text))
        {
            return DecodeError.None;
        }

        if (!TryDecimal(text, mapping.PriceUnits, out var price))
        {
            return Fail(DecodeError.WrongType, fields.Price);
        }

        var size = default(DecimalNumber);
        var isRemoved = fields.Removal is { } removal && level.Meets(removal);
        if (!isRemoved
            && (fields.Size is null || !level.TryText(fields.Size, out text) || !TryDecimal(text, mapping.SizeUnits, out size)))
        {
            return Fail(DecodeError.WrongType, fields.Size ?? fields.Removal!.Field);
        }

        if (size.Mantissa < 0 && !book.SizesAreChanges)
        {
            return Fail(DecodeError.OutOfRange, fields.Size!);
        }

        if (to is null)
        {
            var side = level.TryText(fields.Side!, out text) ? book.Sides.Find(text) : -1;
            if (side < 0)
            {
                return Fail(DecodeError.OutOfRange, fields.Side!);
            }

            to = side == 0 ? _bids : _asks;
        }

        var orders = 0;
        if (fields.Orders is { } count && !isRemoved && level.TryText(count, out text)
            && (!Utf8Parser.TryParse(text, out orders, out var length) || length != text.Length || orders < 0))
        {
            return Fail(DecodeError.WrongType, count);
        }

        to.Add(price, size, orders);
        return _bids.Count + _asks.Count > levelsMax ? Fail(DecodeError.Oversized, plan.Place) : DecodeError.None;
    }

    private DecodeError ReadLists(LevelsPlan plan, MappingRule rule, FieldReader fields, LevelList to, out bool isThere)
    {
        var prices = fields.SlotOf(plan.PriceList!, out var json);
        var sizes = fields.SlotOf(plan.SizeList!, out var sizesJson);
        isThere = prices.IsPresent;
        if (!isThere && !sizes.IsPresent)
        {
            return DecodeError.None;
        }

        if (prices.Type != JsonTokenType.StartArray || sizes.Type != JsonTokenType.StartArray)
        {
            return Fail(DecodeError.WrongType, plan.Place);
        }

        var priceReader = new Utf8JsonReader(prices.Of(json));
        var sizeReader = new Utf8JsonReader(sizes.Of(sizesJson));
        priceReader.Read();
        sizeReader.Read();
        while (priceReader.Read() & sizeReader.Read())
        {
            if (priceReader.TokenType == JsonTokenType.EndArray || sizeReader.TokenType == JsonTokenType.EndArray)
            {
                // One is longer than the other: which size belongs to which price is not known.
                return priceReader.TokenType == sizeReader.TokenType ? DecodeError.None : Fail(DecodeError.WrongType, plan.Place);
            }

            if (!TryDecimal(priceReader.ValueSpan, mapping.PriceUnits, out var price)
                || !TryDecimal(sizeReader.ValueSpan, mapping.SizeUnits, out var size)
                || (size.Mantissa < 0 && !rule.Book!.SizesAreChanges))
            {
                return Fail(DecodeError.WrongType, plan.Place);
            }

            to.Add(price, size);
            if (_bids.Count + _asks.Count > levelsMax)
            {
                return Fail(DecodeError.Oversized, plan.Place);
            }
        }

        return DecodeError.None;
    }

    /// <remarks>
    /// The venue computes it over all digits that an instrument has, so it says something only where those are known:
    /// from the mapping, or from a definition, whose digits <see cref="Fill"/> compares with those of the record.
    /// </remarks>
    private DecodeError ReadChecksum(BookRule book, FieldReader fields, SourceSymbol symbol, FeedUpdate update)
    {
        if (book.Checksum is null || !(symbol.IsDefined || symbol.Symbol.IsDefined || (mapping.PriceScale >= 0 && mapping.SizeScale >= 0)))
        {
            return DecodeError.None;
        }

        var error = ReadInteger(book.Checksum, fields, out var checksum);
        if (error == DecodeError.None && checksum > uint.MaxValue)
        {
            return Fail(DecodeError.OutOfRange, book.Checksum);
        }

        update.VenueChecksum = error == DecodeError.None ? (uint)checksum : null;
        return error;
    }

    private DecodeError Fill(SourceSymbol symbol, FeedUpdate update)
    {
        var definition = symbol.Symbol.Definition;
        var prices = new ScaleChoice(Known(symbol.BookPriceScale, mapping.PriceScale, definition?.PriceScale));
        var sizes = new ScaleChoice(Known(symbol.BookSizeScale, mapping.SizeScale, definition?.SizeScale));
        See(_bids, ref prices, ref sizes);
        See(_asks, ref prices, ref sizes);
        (update.PriceScale, update.SizeScale) = (prices.Scale, sizes.Scale);
        if (!TryFill(update))
        {
            // In all the digits that others have it is too large: in its own it may fit.
            (update.PriceScale, update.SizeScale) = (prices.Least, sizes.Least);
            update.ClearLevels();
            return TryFill(update) ? DecodeError.None : Fail(DecodeError.OutOfRange, "price or size");
        }

        (symbol.BookPriceScale, symbol.BookSizeScale) = (update.PriceScale, update.SizeScale);
        if (!symbol.IsDefined && definition is not null && !(mapping.PriceScale >= 0 && mapping.SizeScale >= 0)
            && (update.PriceScale, update.SizeScale) != (definition.PriceScale, definition.SizeScale))
        {
            // Whoever defined it was not the venue, and has left digits out: the venue's sum is over other ones.
            update.VenueChecksum = null;
        }

        return DecodeError.None;
    }

    private static void See(LevelList list, ref ScaleChoice prices, ref ScaleChoice sizes)
    {
        foreach (ref readonly var level in list.Levels)
        {
            prices.See(level.Price);
            sizes.See(level.Size);
        }
    }

    private bool TryFill(FeedUpdate update)
    {
        if (update.PriceScale > FeedLimits.ScaleMax || update.SizeScale > FeedLimits.ScaleMax)
        {
            return false;
        }

        var hasOrders = _bids.HasOrders || _asks.HasOrders;
        foreach (ref readonly var level in _bids.Levels)
        {
            if (!level.Price.TryAt(update.PriceScale, out var price) || !level.Size.TryAt(update.SizeScale, out var size))
            {
                return false;
            }

            update.AddBid(new PriceLevel(price, size));
            if (hasOrders)
            {
                update.AddBidOrders(level.Orders);
            }
        }

        foreach (ref readonly var level in _asks.Levels)
        {
            if (!level.Price.TryAt(update.PriceScale, out var price) || !level.Size.TryAt(update.SizeScale, out var size))
            {
                return false;
            }

            update.AddAsk(new PriceLevel(price, size));
            if (hasOrders)
            {
                update.AddAskOrders(level.Orders);
            }
        }

        return true;
    }
}
