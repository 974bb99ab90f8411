using System.Runtime.InteropServices;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// The single orders of one symbol, and what they come to at each price. As large as the decoder's limit on orders lets it
/// be; owned by a decoder.
/// </summary>
internal sealed class OrderStore
{
    private readonly Dictionary<OrderId, RestingOrder> _orders = [];
    private readonly Dictionary<(Side Side, DecimalNumber Price), OrderLevel> _levels = [];

    public int Count => _orders.Count;

    /// <summary>Gets or sets whether it has begun with a book that is known.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Gets or sets whether it holds a part of a snapshot, of which nothing is shown yet.</summary>
    public bool IsCollecting { get; set; }

    /// <summary>Gets or sets the number of the newest record; 0 before the first, and where they are not numbered.</summary>
    public long Sequence { get; set; }

    /// <summary>Gets the prices with what they come to, in no order.</summary>
    public Dictionary<(Side Side, DecimalNumber Price), OrderLevel> Levels => _levels;

    public void Clear()
    {
        _orders.Clear();
        _levels.Clear();
        HasBegun = IsCollecting = false;
    }

    public bool TryFind(OrderId id, out RestingOrder order) => _orders.TryGetValue(id, out order);

    /// <summary>Adds an order; false when it is there, or the sizes at its price are too large to add.</summary>
    public bool TryAdd(OrderId id, RestingOrder order)
    {
        ref var level = ref CollectionsMarshal.GetValueRefOrAddDefault(_levels, (order.Side, order.Price), out _);
        if (!level.Size.TryAdd(order.Size, out var size) || !_orders.TryAdd(id, order))
        {
            if (level.Count == 0)
            {
                _levels.Remove((order.Side, order.Price));
            }

            return false;
        }

        level = new OrderLevel(size, level.Count + 1);
        return true;
    }

    /// <summary>Takes an order away that is there.</summary>
    public void Remove(OrderId id)
    {
        _orders.Remove(id, out var order);
        ref var level = ref CollectionsMarshal.GetValueRefOrNullRef(_levels, (order.Side, order.Price));
        if (level.Count == 1)
        {
            _levels.Remove((order.Side, order.Price));
            return;
        }

        level.Size.TryAdd(order.Size.Negate(), out var size);
        level = new OrderLevel(size, level.Count - 1);
    }

    /// <summary>Gets what all orders at a price come to; 0 without any.</summary>
    public OrderLevel LevelAt(Side side, DecimalNumber price) => _levels.GetValueOrDefault((side, price));
}
