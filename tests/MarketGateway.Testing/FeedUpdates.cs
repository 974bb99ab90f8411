using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Testing;

/// <summary>Makes updates of the feed for tests, with plausible values where the test does not care.</summary>
public static class FeedUpdates
{
    /// <summary>2024-01-02T09:30:00Z, in microseconds.</summary>
    public const long Opening = 1_704_187_800_000_000;

    public static FeedUpdate Quote(long sequence, long bid = 475000, long ask = 475025)
    {
        FeedUpdate update = Update(FeedUpdateKind.Quote, sequence);
        (update.BidPrice, update.BidSize, update.AskPrice, update.AskSize) = (bid, 8, ask, 5);
        return update;
    }

    public static FeedUpdate Trade(long sequence, long price = 475025, long size = 3)
    {
        FeedUpdate update = Update(FeedUpdateKind.Trade, sequence);
        (update.Price, update.Size, update.Aggressor, update.TradeId) = (price, size, Aggressor.Buy, sequence);
        return update;
    }

    public static FeedUpdate Snapshot(long sequence, int levels = 3) =>
        Book(FeedUpdateKind.BookSnapshot, sequence, levels);

    public static FeedUpdate Delta(long sequence, int levels = 1) => Book(FeedUpdateKind.BookDelta, sequence, levels);

    public static FeedUpdate Instrument(int priceScale = 2, string venue = "XCME")
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Instrument);
        update.Definition = new InstrumentDefinition(venue, "future", "USD", priceScale, 0, 25, "for tests");
        return update;
    }

    private static FeedUpdate Book(FeedUpdateKind kind, long sequence, int levels)
    {
        FeedUpdate update = Update(kind, sequence);
        for (int i = 0; i < levels; i++)
        {
            update.AddBid(new PriceLevel(475000 - (25 * i), i + 1));
            update.AddAsk(new PriceLevel(475025 + (25 * i), i + 1));
        }

        return update;
    }

    private static FeedUpdate Update(FeedUpdateKind kind, long sequence)
    {
        var update = new FeedUpdate();
        update.Reset(kind);
        update.Sequence = sequence;
        update.OccurredAt = Opening + sequence;
        update.PriceScale = 2;
        return update;
    }
}
