using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>
/// One symbol of a peer. Its book is the gateway's own, so that what is compared is delivery. Guarded by its lock:
/// written by the feed's thread, read by the conflating loop and by clients that join.
/// </summary>
internal sealed class PeerSymbol(string symbol) : FeedSymbol(symbol)
{
    private const int JournalLengthMin = 64;
    private const int QuoteValues = 9;

    public Lock Gate { get; } = new();

    public OrderBook Book { get; } = new(JournalLengthMin);

    public long BookVersion { get; set; } = -1;

    public long TickVersion { get; set; } = -1;

    /// <summary>Gets bid, its size, ask, its size, last price, its size, high, low, volume.</summary>
    public long[] Quote { get; } = new long[QuoteValues];

    /// <summary>Gets or sets how many updates there were since the last message.</summary>
    public long Pending { get; set; }

    public long PendingSince { get; set; }

    public long SentVersion { get; set; } = -1;

    /// <summary>Gets or sets the send that is still on its way.</summary>
    public Task Sending { get; set; } = Task.CompletedTask;

    public void ApplyNeedsGate(FeedTopic topic, long offset, FeedUpdate update)
    {
        if (topic == FeedTopic.Ticks)
        {
            TickVersion = offset;
            ApplyTick(update);
            return;
        }

        BookVersion = offset;
        if (update.Kind == FeedUpdateKind.BookSnapshot)
        {
            Book.ApplySnapshot(offset, update.OccurredAt, update.Bids, update.Asks);
        }
        else
        {
            Book.ApplyDelta(offset, update.OccurredAt, update.Bids, update.Asks);
        }
    }

    /// <summary>Copies the best levels of a side; 0: all.</summary>
    public static long[] Levels(BookSide side, int depth)
    {
        var count = depth == 0 ? side.Count : Math.Min(depth, side.Count);
        var levels = new long[count * 2];
        for (var rank = 0; rank < count; rank++)
        {
            (levels[rank * 2], levels[(rank * 2) + 1]) = (side[rank].Price, side[rank].Size);
        }

        return levels;
    }

    private void ApplyTick(FeedUpdate update)
    {
        if (update.Kind == FeedUpdateKind.Trade)
        {
            (Quote[4], Quote[5]) = (update.Price, update.Size);
        }
        else
        {
            Set(0, update.BidPrice);
            Set(1, update.BidSize);
            Set(2, update.AskPrice);
            Set(3, update.AskSize);
        }

        Set(6, update.High);
        Set(7, update.Low);
        Set(8, update.Volume);
    }

    private void Set(int index, long? value) => Quote[index] = value ?? Quote[index];
}
