using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>Takes copies of a symbol's state.</summary>
public static class ChannelSnapshots
{
    /// <summary>Copies a book down to a depth; 0 for all.</summary>
    public static ChannelSnapshot OfBook(MarketSymbol symbol, int depth, bool withOrders = false)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        var channel = symbol.Books;
        lock (channel.Gate)
        {
            if (!channel.HasState)
            {
                return new ChannelSnapshot(null, null, channel.Status, channel.Generation);
            }

            ref readonly var updates = ref channel.Book.Journal.Updates;
            var (bids, asks) = (channel.Book.Bids, channel.Book.Asks);
            var snapshot = new ChannelSnapshot(updates.Version, updates.OccurredAt, channel.Status, channel.Generation)
            {
                Bids = CopyLevels(bids, depth),
                Asks = CopyLevels(asks, depth),
                Checksum = BookChecksum.Compute(bids, asks, depth),
            };
            return !withOrders ? snapshot : snapshot with
            {
                BidOrders = CopyOrders(bids, depth),
                AskOrders = CopyOrders(asks, depth),
                Checksum = BookChecksum.Compute(bids, asks, depth, new LevelOrders(channel.Book, null)),
            };
        }
    }

    public static ChannelSnapshot OfQuote(MarketSymbol symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        var channel = symbol.Ticks;
        lock (channel.Gate)
        {
            var fields = new long?[Quote.FieldCount];
            for (var index = 0; index < fields.Length; index++)
            {
                var value = channel.Quote[(QuoteFields)(1 << index)];
                fields[index] = value == Quote.NoValue ? null : value;
            }

            return SnapshotOfTicks(channel, channel.Updates.Version) with
            {
                Fields = fields,
                Checksum = QuoteChecksum.Compute(channel.Quote, QuoteFields.All),
            };
        }
    }

    /// <summary>Copies the last trades that the gateway holds, at most so many, as they stand now.</summary>
    public static ChannelSnapshot OfTrades(MarketSymbol symbol, int countMax)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        var channel = symbol.Ticks;
        lock (channel.Gate)
        {
            ref readonly var ring = ref channel.Trades;
            var trades = StandingTrades.Copy(ring, countMax, ring.Newest);
            var snapshot = SnapshotOfTicks(channel, channel.TradeVersion) with { Trades = trades };
            return ring.Newest == 0 ? snapshot with { OccurredAt = null } : snapshot with { OccurredAt = ring[ring.Newest].OccurredAt };
        }
    }

    private static ChannelSnapshot SnapshotOfTicks(TickChannel channel, long version) => new(
        version < 0 ? null : version,
        channel.HasState ? channel.Updates.OccurredAt : null,
        channel.Status,
        channel.Generation);

    private static long[] CopyOrders(BookSide side, int depth)
    {
        var orders = new long[side.CountWithin(depth)];
        for (var rank = 0; rank < orders.Length; rank++)
        {
            orders[rank] = side.OrdersAt(side.KeyAt(rank));
        }

        return orders;
    }

    private static PriceLevel[] CopyLevels(BookSide side, int depth)
    {
        var levels = new PriceLevel[side.CountWithin(depth)];
        for (var rank = 0; rank < levels.Length; rank++)
        {
            levels[rank] = side[rank];
        }

        return levels;
    }
}
