using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// Makes book updates of single orders: each changes what stands at a price, or two. What cannot be matched is an error,
/// which leaves the book gapped until orders begin anew. Owned by a decoder.
/// </summary>
internal sealed class OrderBuilder(FeedMapping mapping, BookBuilder books, int ordersMax) : ElementBuilder
{
    private int _count;

    /// <summary>Gets whether what was read last is an update of the book.</summary>
    public bool HasUpdate { get; private set; }

    /// <summary>Gets how much of an order was traded; 0: nothing.</summary>
    public DecimalNumber TradedSize { get; private set; }

    public DecimalNumber TradedPrice { get; private set; }

    public Aggressor Aggressor { get; private set; }

    public long? TradeId { get; private set; }

    public DecodeError Build(MappingRule rule, FieldReader fields, SourceSymbol symbol, FeedUpdate update)
    {
        var order = rule.Order!;
        HasUpdate = false;
        TradedSize = default;
        update.Reset(FeedUpdateKind.BookDelta);
        var error = ReadHead(rule, fields, update);
        if (error != DecodeError.None)
        {
            return error;
        }

        var store = symbol.Orders ??= new OrderStore();
        if (IsRepeated(store, update))
        {
            return DecodeError.None;
        }

        books.Begin();
        var before = store.Count;
        var wasEmpty = !store.HasBegun && (order.StartsEmpty || order.Action == OrderAction.Clear);
        error = Apply(order, fields, store);
        _count += store.Count - before;
        if (error != DecodeError.None)
        {
            // Nothing that follows may be taken for the beginning of a book that is known.
            store.HasBegun = true;
            return error;
        }

        return Show(order, fields, wasEmpty, symbol, update);
    }

    /// <summary>True for a record that was read already: a producer that repeats itself after a failure.</summary>
    private static bool IsRepeated(OrderStore store, FeedUpdate update)
    {
        var isRepeated = update.Sequence != 0 && update.Sequence <= store.Sequence
            && update.Sequence > store.Sequence / BookBuilder.RestartRatio;
        store.Sequence = isRepeated ? store.Sequence : update.Sequence;
        return isRepeated;
    }

    /// <summary>Makes the update: of what changed, or of all at the end of a snapshot and at the beginning.</summary>
    private DecodeError Show(OrderRule order, FieldReader fields, bool wasEmpty, SourceSymbol symbol, FeedUpdate update)
    {
        var store = symbol.Orders!;
        var isLast = order.SnapshotEnd is { } end && fields.Meets(end);
        var isPart = !isLast && order.Snapshot is { } part && fields.Meets(part);
        if (isPart)
        {
            store.IsCollecting = true;
            store.HasBegun = true;
            return DecodeError.None;
        }

        if (isLast || wasEmpty || store.IsCollecting || order.Action == OrderAction.Clear)
        {
            update.Kind = FeedUpdateKind.BookSnapshot;
            books.Begin();
            foreach (var (place, level) in store.Levels)
            {
                books.Add(place.Side, place.Price, level);
            }

            store.HasBegun = true;
            store.IsCollecting = false;
        }

        HasUpdate = true;
        return books.Finish(symbol, update);
    }

    private DecodeError Apply(OrderRule order, FieldReader fields, OrderStore store)
    {
        if (order.Action == OrderAction.Clear)
        {
            store.Clear();
            return DecodeError.None;
        }

        if (!fields.TryText(order.Id!, out var text) || !OrderId.TryParse(text, out var id))
        {
            return Fail(DecodeError.WrongType, order.Id!);
        }

        if (order.Action == OrderAction.Add)
        {
            return Add(order, fields, store, id);
        }

        if (!store.TryFind(id, out var resting))
        {
            return Fail(DecodeError.UnknownOrder, order.Id!);
        }

        return order.Action switch
        {
            OrderAction.Modify => Change(order, fields, store, id, id, resting),
            OrderAction.Replace => fields.TryText(order.NewId!, out text) && OrderId.TryParse(text, out var newId)
                ? Change(order, fields, store, id, newId, resting)
                : Fail(DecodeError.WrongType, order.NewId!),
            OrderAction.Remove => Put(store, id, id, resting, default, resting.Price),
            _ => Reduce(order, fields, store, id, resting),
        };
    }

    private DecodeError Add(OrderRule order, FieldReader fields, OrderStore store, OrderId id)
    {
        var error = ReadNumber(order.Price!, fields, mapping.PriceUnits, out var price);
        var size = default(DecimalNumber);
        error = error == DecodeError.None ? ReadNumber(order.Size!, fields, mapping.SizeUnits, out size) : error;
        var side = fields.TryText(order.Side!, out var name) ? order.Sides.Find(name) : -1;
        if (error != DecodeError.None || side < 0 || size.Mantissa <= 0)
        {
            return error != DecodeError.None ? error : Fail(DecodeError.OutOfRange, side < 0 ? order.Side! : order.Size!);
        }

        if (_count >= ordersMax)
        {
            // What is left of the book would be wrong by more and more; the room is another symbol's.
            store.Clear();
            store.HasBegun = true;
            return Fail(DecodeError.TooManyOrders, order.Id!);
        }

        var resting = new RestingOrder(side == 0 ? Side.Bid : Side.Ask, price, size);
        if (!store.TryAdd(id, resting))
        {
            return Fail(DecodeError.UnknownOrder, order.Id!);
        }

        Touch(store, resting.Side, price);
        return DecodeError.None;
    }

    private DecodeError Change(
        OrderRule order, FieldReader fields, OrderStore store, OrderId id, OrderId newId, RestingOrder resting)
    {
        var error = ReadNumber(order.Size!, fields, mapping.SizeUnits, out var size);
        var price = resting.Price;
        if (error == DecodeError.None && order.Price is { } field)
        {
            error = ReadNumber(field, fields, mapping.PriceUnits, out price);
        }

        return error != DecodeError.None ? error
            : size.Mantissa < 0 ? Fail(DecodeError.OutOfRange, order.Size!)
            : Put(store, id, newId, resting, size, price);
    }

    private DecodeError Reduce(OrderRule order, FieldReader fields, OrderStore store, OrderId id, RestingOrder resting)
    {
        var error = ReadNumber(order.Size!, fields, mapping.SizeUnits, out var by);
        if (error != DecodeError.None || by.Mantissa < 0 || !resting.Size.TryAdd(by.Negate(), out var left) || left.Mantissa < 0)
        {
            // More than there is: the order is not what it is thought to be.
            return error != DecodeError.None ? error : Fail(DecodeError.UnknownOrder, order.Size!);
        }

        if (order.Action == OrderAction.Execute)
        {
            error = ReadTrade(order, fields, resting, by);
        }

        return error == DecodeError.None ? Put(store, id, id, resting, left, resting.Price) : error;
    }

    private DecodeError ReadTrade(OrderRule order, FieldReader fields, RestingOrder resting, DecimalNumber size)
    {
        var error = DecodeError.None;
        (TradedPrice, TradeId) = (resting.Price, null);
        if (order.Price is { } field && fields.TryText(field, out _))
        {
            error = ReadNumber(field, fields, mapping.PriceUnits, out var price);
            TradedPrice = price;
        }

        if (error == DecodeError.None && order.TradeId is { } id && fields.TryText(id, out _))
        {
            error = ReadInteger(id, fields, out var number);
            TradeId = number;
        }

        TradedSize = size;
        Aggressor = resting.Side == Side.Bid ? Aggressor.Sell : Aggressor.Buy;
        return error;
    }

    private DecodeError Put(
        OrderStore store, OrderId id, OrderId newId, RestingOrder before, DecimalNumber size, DecimalNumber price)
    {
        store.Remove(id);
        Touch(store, before.Side, before.Price);
        if (size.Mantissa == 0)
        {
            return DecodeError.None;
        }

        if (!store.TryAdd(newId, new RestingOrder(before.Side, price, size)))
        {
            return Fail(DecodeError.UnknownOrder, "id");
        }

        books.Begin();
        if (price != before.Price)
        {
            Touch(store, before.Side, before.Price);
        }

        Touch(store, before.Side, price);
        return DecodeError.None;
    }

    private void Touch(OrderStore store, Side side, DecimalNumber price) =>
        books.Add(side, price, store.LevelAt(side, price));

    private DecodeError ReadNumber(MappingField field, FieldReader fields, int units, out DecimalNumber number)
    {
        number = default;
        return fields.TryText(field, out var text) && TryDecimal(text, units, out number)
            ? DecodeError.None : Fail(DecodeError.WrongType, field);
    }
}
